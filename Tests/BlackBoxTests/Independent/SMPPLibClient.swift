import TestSupport

/// PyPI's `smpplib` as a client of a running server.
struct SMPPLibClient {
    let tenant: SMPPTenant
    var password: String
    var systemID: String
    var version = "0x34"
    /// The authority to believe, and the server's name; nil binds without TLS.
    var tls: (authority: String, serverName: String)?

    init(_ tenant: SMPPTenant) {
        self.tenant = tenant
        password = tenant.password
        systemID = tenant.systemID
    }

    /// Has a conversation from beginning to end.
    func talk(_ words: [String]) async throws -> IndependentProgram {
        let program = try await start(words)
        try await program.finish()
        return program
    }

    /// Begins a conversation.
    func start(_ words: [String]) async throws -> IndependentProgram {
        let server = tenant.server
        let port = try await tls == nil ? server.smppPort : server.smppTLSPort
        var identity = ["--system-id", systemID, "--password", password, "--version", version]
        if let tls {
            identity += ["--tls-authority", tls.authority, "--tls-server-name", tls.serverName]
        }
        return try IndependentProgram("client.py", ["--port", "\(port)"] + identity + words)
    }

    /// Sends one text and awaits what comes back; the answers to its submit_sm.
    func send(
        _ text: String,
        as kind: String = "gsm",
        to recipient: String = "34600111222",
        deliveries: Int = 0,
        options: [String] = []
    ) async throws -> IndependentProgram {
        try await talk(
            [
                "send", "--kind", kind, "--text", text, "--to", recipient, "--from", "Acme",
                "--receipts", "\(deliveries)",
            ] + options
        )
    }
}
