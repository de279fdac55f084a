import Essentials
import TestSupport

/// An organization of its own on a running server, with an SMS project and a token.
struct Tenant: Sendable {
    let server: RunningServer
    let organization: String
    let project: String
    let token: String
    let tokenID: String
    /// The key of the webhook's signatures, as it is printed.
    let callbackSecret: String?

    init(
        on server: RunningServer,
        balance: String = "1000",
        callback: String? = nil,
        options: [String] = []
    ) async throws {
        self.server = server
        let made = try await server.run(
            ["organization", "create", "--name", "Tenant", "--balance", balance] + options
        )
        organization = try Tenant.text(made.json.uid, made)
        project = try await Tenant.newProject(of: organization, on: server)
        let issued = try await Tenant.newToken(in: project, on: server, callback: callback)
        token = try Tenant.text(issued.json.secret, issued)
        tokenID = try Tenant.text(issued.json.id, issued)
        callbackSecret = issued.json.callbackSecret.string
    }

    /// A tenant on the server that tests of the same store share.
    static func shared(
        _ store: TestStore,
        balance: String = "1000",
        callback: String? = nil,
        options: [String] = []
    ) async throws -> Tenant {
        try await Tenant(
            on: try await SharedServers.instance.server(on: store),
            balance: balance,
            callback: callback,
            options: options
        )
    }

    /// Issues one more token and returns its secret.
    func issue(_ kind: String, project: String? = nil, _ options: String...) async throws -> String
    {
        let issued = try await Tenant.newToken(
            in: project ?? self.project,
            on: server,
            kind: kind,
            options: options
        )
        return try Tenant.text(issued.json.secret, issued)
    }

    /// Makes one more project and returns its identifier.
    func newProject() async throws -> String {
        try await Tenant.newProject(of: organization, on: server)
    }

    /// What the organization has left.
    func available() async throws -> Double? {
        try await server.get("/transactional/v1/organization/account", token: token)
            .json.entity.available.value
    }

    private static func newProject(
        of organization: String,
        on server: RunningServer
    ) async throws -> String {
        let made = try await server.run(
            [
                "project", "create", "--organization", organization, "--name", "SMS", "--kind",
                "api_sms",
            ]
        )
        return try text(made.json.uid, made)
    }

    private static func newToken(
        in project: String,
        on server: RunningServer,
        kind: String = "api_sms",
        callback: String? = nil,
        options: [String] = []
    ) async throws -> ChildProcess.Outcome {
        var words = ["token", "create", "--kind", kind, "--name", "Test", "--project", project]
        if let callback { words += ["--callback-url", callback] }
        return try await server.run(words + options)
    }

    private static func text(_ value: JSON, _ outcome: ChildProcess.Outcome) throws -> String {
        guard let text = value.string else {
            throw TestSupportError("the command ended with \(outcome.status): \(outcome.errors)")
        }
        return text
    }
}

extension Tenant {
    /// The two mounts, with a token for each.
    func mounts() async throws -> [(base: String, token: String)] {
        [("/transactional/v1", token), ("", try await issue("legacy"))]
    }

    /// Sends one message and returns its identifier.
    func sendOne(
        to recipient: String = "+34600000000",
        from sender: String = "Acme",
        text: String = "Hi",
        clientID: String? = nil
    ) async throws -> String {
        let client = clientID.map { #","clientId":"\#($0)""# } ?? ""
        let answer = try await server.post(
            "/transactional/v1/sms",
            token: token,
            #"{"from":"\#(sender)","to":"\#(recipient)","text":"\#(text)"\#(client)}"#
        )
        guard answer.status == 201, let id = answer.json.entity.id.string else {
            throw TestSupportError("\(answer.status): \(answer.text)")
        }
        return id
    }

    /// The status of a message.
    func status(of id: String) async throws -> String? {
        try await server.get("/transactional/v1/sms/\(id)", token: token).json.entity.status.string
    }

    /// Waits until a message has a status.
    func expect(_ status: String, of id: String, within limit: Duration = .seconds(30)) async throws
    {
        var last: String?
        do {
            try await waitUntil(within: limit) {
                last = try await self.status(of: id)
                return last == status
            }
        } catch {
            throw TestSupportError("\(id) is \(last ?? "nothing"), not \(status), after \(limit)")
        }
    }
}

/// The servers that tests share, one a store, started when first asked for.
actor SharedServers {
    static let instance = SharedServers()
    private var starting: [TestStore: Task<RunningServer, any Error>] = [:]

    func server(on store: TestStore) async throws -> RunningServer {
        let task =
            starting[store]
            ?? Task {
                try await RunningServer(
                    on: store,
                    options: ["--requests-per-minute", "1000000", "--smpp", "127.0.0.1:0"]
                )
            }
        starting[store] = task
        return try await task.value
    }
}
