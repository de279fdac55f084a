import AccountsModel
public import Database
public import Essentials

/// Every port of the domain that keeps something, on one database.
///
/// The ports are extensions, one a file. Bodies of transactions may run more than once, so what
/// they need of time and identifiers is made before.
public final class SQLStore: Sendable {
    /// The database underneath.
    public let database: Database
    let clock: any Clock
    let ids: IDSource
    let changes: ChangeWatch

    /// Creates the store; ``migrate()`` must have run once before anything else is asked.
    public init(_ database: Database, clock: any Clock, ids: IDSource) {
        self.database = database
        self.clock = clock
        self.ids = ids
        changes = ChangeWatch(database)
    }

    /// The schema, oldest step first; a released step is never edited.
    public static let migrations: [Migration] = [
        .accounts, .messages, .webhooks, .lookups, .routing, .carriers, .audience,
        .imports, .projects, .doubts, .inbound, .carrierErrors,
    ]

    /// Brings the schema up to date; processes that start together wait for each other.
    public func migrate() async throws(ServiceError) {
        do { try await database.migrate(SQLStore.migrations) } catch { throw ServiceError(error) }
    }
}

extension SQLStore {
    /// Runs a body on a snapshot, with its errors in words of the domain.
    func read<Output: Sendable>(
        _ body: @escaping @Sendable (any SQLReader) throws -> Output
    ) async throws(ServiceError) -> Output {
        do { return try await database.read(body) } catch { throw ServiceError(store: error) }
    }

    /// Runs a body in a transaction, with its errors in words of the domain.
    func write<Output: Sendable>(
        _ lane: Lane = .interactive,
        announce: Bool = false,
        _ body: @escaping @Sendable (any SQLTransaction) throws -> Output
    ) async throws(ServiceError) -> Output {
        do {
            return try await database.write(lane, announce: announce, body)
        } catch {
            throw ServiceError(store: error)
        }
    }

    /// Runs an act that others must hear of: the notice of the change goes with it, and the audit
    /// entry when an operator acts.
    @discardableResult
    func change<Output: Sendable>(
        _ topic: ChangeTopic,
        audit: AuditEntry?,
        lane: Lane = .interactive,
        _ body: @escaping @Sendable (any SQLTransaction) throws -> Output
    ) async throws(ServiceError) -> Output {
        let (output, version) = try await write(lane, announce: true) { transaction in
            let output = try body(transaction)
            if let audit { try transaction.insert(audit) }
            return (output, try transaction.bump(topic))
        }
        changes.committed(topic, version: version)
        return output
    }
}
