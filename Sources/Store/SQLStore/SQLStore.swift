public import AccountsModel
public import Database
public import Essentials

/// One database with Heliograph's schema: its connections, its migrations and its change feed.
///
/// Each port is a type of its own, for example ``accounts`` or ``SQLMessageStore``. The body of a
/// transaction may run more than once, so read the clock and create identifiers before it.
public final class SQLStore: ChangeFeed {
    /// The database underneath.
    public let database: Database
    let clock: any Clock
    let ids: IDSource
    let changes: ChangeWatch

    /// Creates the store; call ``migrate()`` once before anything else.
    public init(_ database: Database, clock: any Clock, ids: IDSource) {
        self.database = database
        self.clock = clock
        self.ids = ids
        changes = ChangeWatch(database)
    }

    /// The steps of the schema, oldest first; a released step is never edited.
    public static let migrations: [Migration] = [
        .accounts, .messages, .webhooks, .lookups, .routing, .carriers, .audience,
        .imports, .projects, .doubts, .inbound, .carrierErrors, .notifications, .quarantineBytes,
        .schema, .columnTypes, .endpoints, .receptions, .runningServer,
    ]

    /// Brings the schema up to date; processes that start together wait for each other.
    ///
    /// A server of an older version could not work on with a newer schema, so it must be stopped
    /// first.
    public func migrate() async throws(ServiceError) {
        do {
            if try await database.isBehind(SQLStore.migrations),
                try await database.isClaimed(.pipeline)
            {
                throw ServiceError.conflict(
                    "a server of an older version works on this store; stop it, and start the new"
                        + " one"
                )
            }
            try await database.migrate(SQLStore.migrations)
        } catch let error as ServiceError {
            throw error
        } catch {
            throw ServiceError(store: error)
        }
    }

    /// Calls the handler after each committed change of the topic, by this process or another.
    public func onChange(of topic: ChangeTopic, _ handler: @escaping @Sendable () -> Void) {
        changes.onChange(of: topic, handler)
    }

    /// Calls the handler likewise; a change of another process counts as applied once it returned.
    public func onChange(
        of topic: ChangeTopic,
        applying handler: @escaping @Sendable () async -> Void
    ) {
        changes.onChange(of: topic, applying: handler)
    }
}

// MARK: Transactions

extension SQLStore {
    /// Runs a body on a snapshot; errors are thrown as ``ServiceError``.
    func read<Output: Sendable>(
        _ body: @escaping @Sendable (any SQLReader) throws -> Output
    ) async throws(ServiceError) -> Output {
        do { return try await database.read(body) } catch { throw ServiceError(store: error) }
    }

    /// Runs a body in a transaction; errors are thrown as ``ServiceError``.
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

    /// Runs a body in a transaction, and notifies all who follow the topic of the change.
    ///
    /// If an operator acts, the audit entry is written in the same transaction.
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
