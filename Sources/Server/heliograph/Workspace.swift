import Accounts
import AccountsModel
import Audience
import Database
import Essentials
import SQLStore
import Secrets

/// An open store with the services on it, for one command.
struct Workspace: Sendable {
    /// The store.
    let store: SQLStore
    /// The rules for accounts.
    let accounts: AccountService
    /// Makes identifiers.
    let ids: IDSource
    /// The time.
    let clock: any Clock
    /// Who acts, for the audit log.
    let actor: String

    /// Opens the store that the arguments name, lends it, and closes it.
    ///
    /// Safe beside a running server: both wait for each other's transactions. Where there is no
    /// store, one is made only if the command `creates`.
    static func with<Result: Sendable>(
        _ arguments: Arguments,
        creates: Bool = false,
        _ body: (Workspace) async throws -> Result
    ) async throws -> Result {
        let location = try StoreLocation(arguments).prepare(creates: creates)
        let database: Database
        do { database = try Database(location) } catch {
            throw ServiceError.unavailable("\(error)")
        }
        do {
            let result = try await body(try await Workspace(database))
            await database.close()
            return result
        } catch {
            await database.close()
            throw error
        }
    }

    private init(_ database: Database) async throws(ServiceError) {
        clock = SystemClock()
        ids = IDSource(clock: clock)
        store = SQLStore(database, clock: clock, ids: ids)
        try await store.migrate()
        accounts = AccountService(
            store: store.accounts,
            clock: clock,
            ids: ids,
            hasher: try await SecretHasher.ofServer(in: store.secrets)
        )
        actor = "cli:\(StandardStreams.userName)"
    }

    /// A service for the audience; it does not work before it is started.
    func audience(
        _ observer: any AudienceObserver
    ) async throws(ServiceError) -> AudienceServices {
        let candidate: [UInt8]
        do { candidate = try RandomSecret.bytes(32) } catch { throw .internalFault("\(error)") }
        let salt = try await store.secrets.serverSecret(named: "audience", proposing: candidate)
        return AudienceServices(
            store: SQLAudienceStore(store),
            accounts: store.accounts,
            salt: salt,
            clock: clock,
            ids: ids,
            observer: observer
        )
    }

    /// Lends a started service for the audience.
    ///
    /// Beside a server the server applies what is appended; without one this command does. Of a
    /// process that was killed a store may believe for a moment that it is there: a command that
    /// would wait for it in vain has patience.
    func withAudience<Result: Sendable>(
        patience: Duration = .zero,
        _ body: (AudienceServices) async throws -> Result
    ) async throws -> Result {
        let service = try await audience(QuietObserver())
        let applies = try await store.database.claim(.audience, patience: patience)
        try await service.start(applying: applies)
        do {
            let result = try await body(service)
            await service.stop()
            return result
        } catch {
            await service.stop()
            throw error
        }
    }

    /// An audit entry for an act that no service checks.
    func audit(_ action: String, of subject: String, _ details: String) -> AuditEntry {
        AuditEntry(
            id: ids.next(),
            at: clock.now,
            actor: actor,
            action: action,
            subject: subject,
            details: details
        )
    }
}

/// Where the arguments say the store is.
struct StoreLocation: Sendable {
    /// The data folder; nil when only a database was named.
    let folder: String?
    private let database: String?

    init(_ arguments: Arguments) throws(UsageError) {
        folder = arguments.text("data")
        database = arguments.text("database")
        guard folder != nil || database != nil else {
            throw UsageError(
                "where is the store? give --data DIR or --database URL, or set HELIOGRAPH_DATA"
                    + " or HELIOGRAPH_DATABASE"
            )
        }
        if let database, !["postgres://", "postgresql://"].contains(where: database.hasPrefix),
            !database.contains("=")
        {
            throw UsageError("--database is '\(database)'; it must begin with postgres://")
        }
    }

    /// The store's place, after the data folder was made where that is wanted.
    func prepare(creates: Bool) throws -> DatabaseLocation {
        if creates, let folder { try FileContents.makeFolder(folder) }
        if let database { return .postgres(url: database) }
        let path = "\(folder ?? ".")/heliograph.db"
        guard creates || FileContents.exists(path) else {
            throw UsageError(
                "there is no store in '\(folder ?? ".")'; name the server's data folder, or begin"
                    + " one with: heliograph organization create"
            )
        }
        return .sqlite(path: path)
    }
}

/// Tells nobody: a command speaks through its output.
struct QuietObserver: AudienceObserver {
    func applied(_ figures: AppliedFigures) {}
    func backlog(items: Int, bytes: Int) {}
    func loaded(_ project: ProjectID, _ figures: LoadedFigures) {}
    func failed(_ what: String, _ error: ServiceError) {}
}
