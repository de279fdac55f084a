import TestSupport

/// PyPI's `smpp34` as the SMSC of a carrier; what it does, the end of the recipient's number says.
struct IndependentCentre {
    let program: IndependentProgram
    let port: String

    /// Starts it; it answers with decimal ids and reports with hexadecimal ones.
    init() async throws {
        program = try IndependentProgram(
            "smsc.py",
            ["--ids", "decimal", "--receipt-ids", "hex"]
        )
        let listening = try await program.events("listening", atLeast: 1)
        port = String(Int(listening.first?.port.value ?? 0))
    }

    /// Sends everything of a project over it.
    func connect(_ tenant: Tenant, as name: String) async throws {
        try await tenant.server.command(
            "carrier",
            "add",
            name,
            "--type",
            "smpp",
            "--option",
            "host=127.0.0.1",
            "--option",
            "port=\(port)",
            "--option",
            "systemId=us",
            "--option",
            "password=secret",
            "--option",
            "answerIds=decimal",
            "--option",
            "receiptIds=hexadecimal"
        )
        try await tenant.server.command(
            "route",
            "add",
            "--carrier",
            name,
            "--project",
            tenant.project,
            "--priority",
            "10"
        )
        try await program.events("bound", atLeast: 1)
    }

    /// What was submitted for a number, refusals included.
    func submissions(to number: String) -> [JSON] {
        program.events("submit").filter { $0.destination == .string(number) }
    }
}
