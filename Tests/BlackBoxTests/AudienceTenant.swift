import Essentials
import TestSupport

/// An organization of its own on a running server, with a standard project and a data source.
struct AudienceTenant: Sendable {
    let server: RunningServer
    let organization: String
    let project: String
    let source: String
    /// A product token with every scope.
    let product: String
    /// The data source's own token.
    let writer: String

    init(_ store: TestStore, plan: String = "xl") async throws {
        try await self.init(on: try await SharedServers.instance.server(on: store), plan: plan)
    }

    init(on server: RunningServer, plan: String = "xl") async throws {
        self.server = server
        let made = try await server.command(
            "organization",
            "create",
            "--name",
            "Audience",
            "--plan",
            plan
        )
        organization = try Self.text(made.uid)
        project = try await Self.newProject(of: organization, on: server)
        product = try await Self.newToken(in: project, ["all"], on: server)
        let created = try await server.post(
            "/v1/project/\(project)/datasource",
            token: product,
            #"{"name":"CRM","audienceTags":["customers"],"defaultCountry":"ES"}"#
        )
        guard created.status == 201 else { throw TestSupportError(created.text) }
        source = try Self.text(created.json.entity.id)
        writer = try Self.text(created.json.entity.token.token)
    }

    /// What the paths of the project begin with.
    var base: String { "/v1/project/\(project)" }
    /// What the paths of the stream begin with.
    var stream: String { "\(base)/datasource/\(source)/stream" }

    /// Issues one more product token.
    func issue(_ scopes: String...) async throws -> String {
        try await Self.newToken(in: project, scopes, on: server)
    }

    /// Pushes items and waits until they are applied.
    @discardableResult
    func push(_ kind: String, _ body: String) async throws -> HTTPConnection.Answer {
        try await server.post("\(stream)/\(kind)?_sync", token: writer, body)
    }

    /// Asks the project by `POST`.
    func ask(
        _ path: String,
        _ body: String,
        token: String? = nil
    ) async throws -> HTTPConnection.Answer {
        try await server.post(base + path, token: token ?? product, body)
    }

    /// Reads of the project.
    func read(_ path: String, token: String? = nil) async throws -> HTTPConnection.Answer {
        try await server.get(base + path, token: token ?? product)
    }

    static func newProject(
        of organization: String,
        on server: RunningServer
    ) async throws -> String {
        let made = try await server.command(
            "project",
            "create",
            "--organization",
            organization,
            "--name",
            "Audience",
            "--kind",
            "standard"
        )
        return try text(made.uid)
    }

    static func newToken(
        in project: String,
        _ scopes: [String],
        on server: RunningServer,
        _ options: [String] = []
    ) async throws -> String {
        let words = ["token", "create", "--kind", "product", "--name", "T", "--project", project]
        let outcome = try await server.run(
            words + scopes.flatMap { ["--scope", $0] } + options
        )
        guard let secret = outcome.json.secret.string else {
            throw TestSupportError(outcome.errors)
        }
        return secret
    }

    private static func text(_ value: JSON) throws -> String {
        guard let text = value.string else { throw TestSupportError("no text: \(value)") }
        return text
    }
}
