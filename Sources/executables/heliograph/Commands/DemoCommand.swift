import Accounts
import Domain
import Essentials

/// `heliograph demo`.
enum DemoCommand {
    static let commands = [demo]

    private static let demo = Command(
        path: ["demo"],
        summary: "Make the demo organization, or print it and its secrets again",
        options: [.value("callback-url", "URL", "where its delivery reports go from now on")]
    ) { arguments in
        guard let folder = try StoreLocation(arguments).folder else {
            throw UsageError("demo keeps its secrets in a folder; give --data DIR as well")
        }
        let callback = arguments.text("callback-url")
        return try await Workspace.with(arguments, creates: true) { workspace in
            // Two that are started at once make one organization.
            let lock = try FileLock("\(folder)/demo.lock")
            defer { withExtendedLifetime(lock) {} }
            let path = "\(folder)/demo.json"
            var demo = DemoOrganization(workspace)
            var credentials = try DemoCredentials.read(from: path)
            if let known = credentials, try await !demo.works(known) { credentials = nil }
            let current: DemoCredentials
            if let credentials {
                current = credentials
            } else {
                current = try await demo.make()
                try current.write(to: path)
            }
            if let callback { try await demo.setCallback(callback, current) }
            return .record(current.fields)
        }
    }
}

/// Makes the demo organization: rich, with both kinds of project and a token of each kind.
private struct DemoOrganization {
    private let accounts: AccountService
    private let actor: String

    init(_ workspace: Workspace) {
        accounts = workspace.accounts
        actor = workspace.actor
    }

    /// Whether everything that the credentials name is in this store and alive.
    func works(_ credentials: DemoCredentials) async throws -> Bool {
        guard let uid = ObjectID(credentials.organization),
            try await accounts.organizations().contains(where: { $0.uid == uid })
        else { return false }
        let secrets = [
            credentials.product, credentials.datasourceToken, credentials.transactional,
            credentials.legacy,
        ]
        for secret in secrets where try await !accounts.isAlive(secret: secret) { return false }
        return true
    }

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
        var product = NewToken(kind: .product, name: "Demo product", project: standard.uid)
        product.scopes = Set(Scope.allCases)
        var feed = NewToken(kind: .datasource, name: "Demo datasource", project: nil)
        feed.dataSource = source.id
        var sms = NewToken(kind: .apiSMS, name: "Demo transactional", project: sending.uid)
        sms.permissions = [.sendOverHTTP, .sendOverSMPP]
        let legacy = NewToken(kind: .legacy, name: "Demo legacy", project: sending.uid)
        let issued = try await accounts.issueToken(sms, by: actor)
        return DemoCredentials(
            organization: "\(organization.uid)",
            standard: "\(standard.uid)",
            apiSMS: "\(sending.uid)",
            datasource: "\(source.id)",
            product: try await accounts.issueToken(product, by: actor).secret,
            datasourceToken: try await accounts.issueToken(feed, by: actor).secret,
            transactional: issued.secret,
            legacy: try await accounts.issueToken(legacy, by: actor).secret,
            systemID: issued.token.systemID ?? "",
            password: issued.password ?? ""
        )
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
