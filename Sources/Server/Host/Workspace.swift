public import Accounts
public import AccountsModel
public import Audience
public import Database
public import Essentials
public import LongWork
import MessagingModel
public import Operations
import PhoneNumbers
public import SQLStore
import Secrets

/// An open store with the services that commands and servers use.
public struct Workspace: Sendable {
    /// The store.
    public let store: SQLStore
    /// The rules of accounts.
    public let accounts: AccountService
    /// Creates identifiers.
    public let ids: IDSource
    /// The current time.
    public let clock: any Clock
    /// The same clock in a server, which guards it against jumps; nil in a command.
    let serverClock: ServerClock?
    /// Who acts, for the audit log.
    public let actor: String

    /// Opens the store, runs a closure with it, and closes it.
    ///
    /// Safe beside a running server: transactions of both wait for each other.
    public static func with<Result: Sendable>(
        _ location: DatabaseLocation,
        actor: String,
        allowsPrivateTargets: Bool = false,
        serverClock: ServerClock? = nil,
        _ body: (Workspace) async throws -> Result
    ) async throws -> Result {
        let database: Database
        do { database = try Database(location) } catch { throw ServiceError(error) }
        do {
            let result = try await body(
                try await Workspace(database, actor, allowsPrivateTargets, serverClock)
            )
            await database.close()
            return result
        } catch {
            await database.close()
            throw error
        }
    }

    private init(
        _ database: Database,
        _ actor: String,
        _ allowsPrivateTargets: Bool,
        _ serverClock: ServerClock?
    ) async throws(ServiceError) {
        self.serverClock = serverClock
        clock = serverClock ?? SystemClock()
        ids = IDSource(clock: clock)
        store = SQLStore(database, clock: clock, ids: ids)
        try await store.migrate()
        if let serverClock, let mark = try await store.clockMark(), mark.boot == Self.boot {
            serverClock.resume(mark)
        }
        accounts = AccountService(
            store: store.accounts,
            clock: clock,
            ids: ids,
            hasher: try await SecretHasher.ofServer(in: store.secrets),
            callbackRule: CallbackTargets(store, allowsPrivateTargets).rule,
            isCountry: { Country(code: $0) != nil }
        )
        self.actor = actor
    }

    /// Identifies the boot of the machine; empty if that is not known.
    static let boot: String = {
        let path = "/proc/sys/kernel/random/boot_id"
        do {
            return String(decoding: try FileContents.read(path, atMost: 100) ?? [], as: UTF8.self)
        } catch {
            return ""
        }
    }()

    /// Creates the services of the audience, which must be started.
    public func audience(
        _ observer: any AudienceObserver = QuietObserver(),
        work: WorkPool = WorkPool(.ofCommand)
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
            observer: observer,
            work: work
        )
    }

    /// Runs a closure with started services of the audience.
    ///
    /// Beside a running server, the server applies the ingest log; otherwise this process does.
    /// The store may take a moment to notice that another process was killed; `patience` is how
    /// long to wait for that.
    public func withAudience<Result: Sendable>(
        patience: Duration = .zero,
        _ body: (AudienceServices) async throws -> Result
    ) async throws -> Result {
        let service = try await audience()
        let applies = try await store.database.claim(.audience, patience: patience)
        try await service.start(applying: applies ? .all : .none)
        do {
            let result = try await body(service)
            await service.stop()
            return result
        } catch {
            await service.stop()
            throw error
        }
    }

    /// What operators do with messaging, for a process that has no pipeline of its own.
    public var operators: OperatorServices {
        OperatorServices(
            stores: OperatorServices.Stores(
                accounts: store.accounts,
                routing: store.routing,
                inbound: store.inbound,
                notifications: store.notifications,
                messages: SQLMessageStore(store),
                pipeline: SQLPipelineStore(store, callbacks: CallbackDirectory(store))
            ),
            kinds: CarrierKinds(clock: clock, ids: ids),
            clock: clock,
            ids: ids
        )
    }
}

/// Observes nothing: a command reports through its output.
public struct QuietObserver: AudienceObserver {
    /// Creates the observer.
    public init() {}
    /// Does nothing.
    public func applied(_ figures: AppliedFigures) {}
    /// Does nothing.
    public func backlog(items: Int, bytes: Int) {}
    /// Does nothing.
    public func loaded(_ project: ProjectID, _ figures: LoadedFigures) {}
    /// Does nothing.
    public func failed(_ what: String, _ error: ServiceError) {}
}
