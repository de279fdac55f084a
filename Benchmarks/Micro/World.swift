import Accounts
import AccountsModel
import Database
import Essentials
import HTTPAPI
import HTTPServer
import Messaging
import MessagingModel
import SQLStore
import Secrets
import TestSupport
import TransactionalAPI

/// An SQLite store with an organization, a project and a token, for what needs them.
struct World {
    let store: SQLStore
    let origin: MessageOrigin
    let secret: String
    let composer: MessageComposer
    let clock = SystemClock()
    let hasher: SecretHasher
    let directory: TokenDirectory
    private let ids: IDSource
    private let folder: TemporaryFolder

    init() async throws {
        folder = try TemporaryFolder("heliograph-micro")
        ids = IDSource(clock: clock)
        let database = try Database(.sqlite(path: folder.file("bench.db")))
        store = SQLStore(database, clock: clock, ids: ids)
        try await store.migrate()
        hasher = try await SecretHasher.ofServer(in: store.secrets)
        let accounts = AccountService(store: store.accounts, clock: clock, ids: ids, hasher: hasher)
        var request = NewOrganization(name: "Bench")
        request.openingBalance = Money(micros: 9_000_000_000_000)
        request.requestsPerMinute = 10_000_000
        let owner = try await accounts.createOrganization(request, by: "bench")
        let project = try await accounts.createProject(
            in: owner.uid,
            name: "Bench",
            kind: .apiSMS,
            by: "bench"
        )
        let issued = try await accounts.issueToken(
            NewToken(kind: .apiSMS, name: "Bench", project: project.uid),
            by: "bench"
        )
        secret = issued.secret
        directory = TokenDirectory(
            store: store.accounts,
            changes: store,
            hasher: hasher,
            clock: clock
        )
        guard
            let authorization = try await directory.authorize(
                secret: secret,
                kinds: [.apiSMS]
            )
        else { throw ServiceError.internalFault("the new token opens nothing") }
        origin = MessageOrigin(
            organization: authorization.account.organization.id,
            project: issued.token.project,
            token: authorization.token,
            prices: authorization.account.prices
        )
        composer = MessageComposer(clock: clock, ids: ids)
    }

    /// Closes the database.
    func close() async { await store.database.close() }

    /// The API over a store of messages that forgets.
    var router: Router {
        let messages = MessageService(
            store: ForgetfulStore(),
            composer: composer,
            clock: clock
        ) { _ in }
        let lookups = LookupService(
            store: store.lookups,
            provider: NumberingProvider(),
            clock: clock,
            ids: ids
        ) { _ in }
        let api = TransactionalAPI(
            messages: messages,
            lookups: lookups,
            directory: directory,
            limiter: RateLimiter(standardLimit: 1_000_000_000, clock: clock),
            hasher: hasher
        ) { _, _ in }
        return Router(api.routes(of: .transactional))
    }
}

/// Accepts everything and keeps nothing.
struct ForgetfulStore: MessageStore {
    func accept(_ intake: Intake) async throws(ServiceError) -> IntakeResult {
        .accepted(intake.messages.map(\.status))
    }

    func answer(
        token: ObjectID,
        idempotencyKey: String
    ) async throws(ServiceError) -> IdempotentAnswer? { nil }

    func message(
        _ id: ObjectID,
        in projects: [ProjectID]
    ) async throws(ServiceError) -> Message? { nil }

    func stored(
        _ id: ObjectID,
        in projects: [ProjectID]
    ) async throws(ServiceError) -> StoredMessage? { nil }

    func stored(
        in projects: [ProjectID],
        offset: Int,
        limit: Int
    ) async throws(ServiceError) -> [StoredMessage] { [] }

    func cancel(
        _ id: ObjectID,
        in projects: [ProjectID],
        at moment: Timestamp
    ) async throws(ServiceError) -> Message { throw .notFound("message \(id)") }

    func replace(
        _ old: Message,
        with new: Message,
        at moment: Timestamp
    ) async throws(ServiceError) { throw .notFound("message \(old.key.id)") }

    func siblings(
        of messages: [Message]
    ) async throws(ServiceError) -> [MessageKey: [Message]] { [:] }
}
