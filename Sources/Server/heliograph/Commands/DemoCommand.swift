import Accounts
import AccountsModel
import Essentials
import Host
import MessagingModel
import Operations

/// `heliograph demo`.
enum DemoCommand {
    static let commands = [demo]

    private static let demo = Command(
        path: ["demo"],
        summary: "Create the demo organization, or print it and its secrets again",
        options: [.value("callback-url", "URL", "the URL of its webhook")]
    ) { arguments in
        guard let folder = try StoreLocation(arguments).folder else {
            throw UsageError("demo keeps its secrets in the data folder; give --data DIR as well")
        }
        let callback = arguments.text("callback-url")
        return try await Workspace.with(arguments, creates: true) { workspace in
            // Two that are started at once make one organization.
            let lock = try FileLock("\(folder)/demo.lock")
            defer { withExtendedLifetime(lock) {} }
            let path = "\(folder)/demo.json"
            let demo = DemoOrganization(workspace)
            var credentials = try DemoCredentials.read(from: path)
            if let known = credentials, try await !demo.exists(known) { credentials = nil }
            var current: DemoCredentials
            if let credentials { current = credentials } else { current = try await demo.make() }
            if try await demo.replaceDeadTokens(of: &current) || credentials == nil {
                try current.write(to: path)
            }
            try await demo.routeToSimulator(current)
            if let callback { try await demo.setCallback(callback, current) }
            return .record(current.fields)
        }
    }
}

/// Makes the demo organization: rich, with both kinds of project and a token of each kind.
private struct DemoOrganization {
    private let accounts: AccountService
    private let routes: RouteService
    private let actor: String

    init(_ workspace: Workspace) {
        accounts = workspace.accounts
        routes = workspace.operators.routes
        actor = workspace.actor
    }

    /// Whether what the credentials name is in this store.
    func exists(_ credentials: DemoCredentials) async throws -> Bool {
        let organizations = try await accounts.organizations().map { "\($0.uid)" }
        let projects = try await accounts.projects(of: nil).map { "\($0.uid)" }
        let sources = try await accounts.dataSources(of: nil).map { "\($0.id)" }
        return organizations.contains(credentials.organization)
            && projects.contains(credentials.standard) && projects.contains(credentials.apiSMS)
            && sources.contains(credentials.datasource)
    }

    /// Makes everything but the tokens.
    func make() async throws -> DemoCredentials {
        var request = NewOrganization(name: "Demo")
        request.plan = .xl
        request.openingBalance = Money(micros: 1_000_000 * 1_000_000)
        let organization = try await accounts.createOrganization(request, by: actor)
        let standard = try await project("Demo audience", .standard, of: organization)
        let sending = try await project("Demo SMS", .apiSMS, of: organization)
        let source = try await accounts.createDataSource(
            in: standard.uid,
            name: "Demo API source",
            by: actor
        )
        return DemoCredentials(
            organization: "\(organization.uid)",
            standard: "\(standard.uid)",
            apiSMS: "\(sending.uid)",
            datasource: "\(source.id)"
        )
    }

    /// Issues every token that is missing or opens nothing any more; says whether it did.
    func replaceDeadTokens(of credentials: inout DemoCredentials) async throws -> Bool {
        let before = credentials
        let standard = ObjectID(credentials.standard)
        let sending = ObjectID(credentials.apiSMS)
        if try await !accounts.isAlive(secret: credentials.product) {
            var request = NewToken(kind: .product, name: "Demo product", project: standard)
            request.scopes = Set(Scope.allCases)
            credentials.product = try await accounts.issueToken(request, by: actor).secret
        }
        if try await !accounts.isAlive(secret: credentials.datasourceToken) {
            var request = NewToken(kind: .datasource, name: "Demo datasource", project: nil)
            request.dataSource = ObjectID(credentials.datasource)
            credentials.datasourceToken = try await accounts.issueToken(request, by: actor).secret
        }
        if try await !accounts.isAlive(secret: credentials.transactional) {
            var request = NewToken(kind: .apiSMS, name: "Demo transactional", project: sending)
            request.permissions = [.sendOverHTTP, .sendOverSMPP]
            let issued = try await accounts.issueToken(request, by: actor)
            credentials.transactional = issued.secret
            credentials.systemID = issued.token.systemID ?? ""
            credentials.password = issued.password ?? ""
        }
        if try await !accounts.isAlive(secret: credentials.legacy) {
            let request = NewToken(kind: .legacy, name: "Demo legacy", project: sending)
            credentials.legacy = try await accounts.issueToken(request, by: actor).secret
        }
        return credentials != before
    }

    /// Adds the routes by which the demo's messages go to the simulator, where there is none.
    func routeToSimulator(_ credentials: DemoCredentials) async throws {
        let routed = Set(try await routes.list().valid.filter(\.isEnabled).compactMap(\.project))
        for uid in [credentials.apiSMS, credentials.standard].compactMap({ ObjectID($0) }) {
            let project = try await accounts.project(uid).id
            guard !routed.contains(project) else { continue }
            var route = NewRoute(carrier: .simulator)
            route.project = project
            _ = try await routes.add(route, by: actor)
        }
    }

    /// Lets the transactional and the legacy token report to an address.
    func setCallback(_ url: String, _ credentials: DemoCredentials) async throws {
        var change = TokenChange()
        change.callbackURL = .some(url)
        for secret in [credentials.transactional, credentials.legacy] {
            guard let token = try await accounts.token(secret: secret) else { continue }
            _ = try await accounts.updateToken(token.id, change, by: actor)
        }
    }

    private func project(
        _ name: String,
        _ kind: Project.Kind,
        of organization: Organization
    ) async throws -> Project {
        try await accounts.createProject(in: organization.uid, name: name, kind: kind, by: actor)
    }
}
