import Accounts
import AccountsModel
import Essentials
import Host
import MessagingModel
import Operations

/// The demo organization: rich, with both kinds of project and a token of each kind.
///
/// Every step looks for what an interrupted command left, so that nothing is made twice.
struct DemoOrganization {
    private let accounts: AccountService
    private let routes: RouteService
    private let actor: String

    init(_ workspace: Workspace) {
        accounts = workspace.accounts
        routes = workspace.operators.routes
        actor = workspace.actor
    }

    /// Finds or makes everything that the credentials should name; writes them down before secrets
    /// are issued that nobody could find again.
    func complete(_ credentials: inout DemoCredentials) async throws {
        guard let uid = ObjectID(credentials.organization) else { return }
        if try await !accounts.organizations().contains(where: { $0.uid == uid }) {
            var request = NewOrganization(name: "Demo")
            request.uid = uid
            request.plan = .xl
            request.openingBalance = Money(micros: 1_000_000 * 1_000_000)
            _ = try await accounts.createOrganization(request, by: actor)
        }
        let standard = try await project("Demo audience", .standard, of: uid, credentials.standard)
        let sending = try await project("Demo SMS", .apiSMS, of: uid, credentials.apiSMS)
        credentials.standard = "\(standard.uid)"
        credentials.apiSMS = "\(sending.uid)"
        credentials.datasource = "\(try await dataSource(in: standard, of: uid, credentials).id)"
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

    /// Issues every token that is missing or opens nothing any more.
    func replaceDeadTokens(of credentials: inout DemoCredentials) async throws {
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
    }

    /// Revokes tokens that an interrupted command issued and did not write down.
    func revokeLostTokens(of credentials: DemoCredentials) async throws {
        let secrets = [
            credentials.product, credentials.datasourceToken, credentials.transactional,
            credentials.legacy,
        ]
        var known: Set<ObjectID> = []
        for secret in secrets {
            if let token = try await accounts.token(secret: secret) { known.insert(token.id) }
        }
        let names = ["Demo product", "Demo datasource", "Demo transactional", "Demo legacy"]
        for token in try await accounts.tokens(of: ObjectID(credentials.organization))
        where token.revokedAt == nil && names.contains(token.name) && !known.contains(token.id) {
            _ = try await accounts.revokeToken(token.id, by: actor)
        }
    }

    /// Lets the transactional and the legacy token report to an address, with one signing secret.
    func setCallback(_ url: String, _ credentials: DemoCredentials) async throws {
        var change = TokenChange()
        change.callbackURL = .some(url)
        for secret in [credentials.transactional, credentials.legacy] {
            guard let token = try await accounts.token(secret: secret) else { continue }
            if let secret = change.proposedCallbackSecret {
                change.rotatesCallbackSecret = token.callbackSecret != secret
            }
            let updated = try await accounts.updateToken(token.id, change, by: actor)
            change.proposedCallbackSecret = updated.token.callbackSecret
        }
    }

    /// The signing secret of the tokens' callbacks; nil without a callback.
    func signingSecret(_ credentials: DemoCredentials) async throws -> String? {
        try await accounts.token(secret: credentials.transactional).flatMap {
            accounts.signingSecret(of: $0)
        }
    }

    private func project(
        _ name: String,
        _ kind: Project.Kind,
        of organization: ObjectID,
        _ known: String
    ) async throws -> Project {
        let projects = try await accounts.projects(of: organization).filter { $0.kind == kind }
        let found = projects.first { "\($0.uid)" == known } ?? projects.first { $0.name == name }
        if let found { return found }
        return try await accounts.createProject(
            in: organization,
            name: name,
            kind: kind,
            by: actor
        )
    }

    private func dataSource(
        in project: Project,
        of organization: ObjectID,
        _ credentials: DemoCredentials
    ) async throws -> DataSource {
        let name = "Demo API source"
        let sources = try await accounts.dataSources(of: organization)
            .filter { $0.project == project.id }
        let found =
            sources.first { "\($0.id)" == credentials.datasource }
            ?? sources.first { $0.name == name && $0.isLive }
        if let found { return found }
        return try await accounts.createDataSource(in: project.uid, name: name, by: actor)
    }
}
