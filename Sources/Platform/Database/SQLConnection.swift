/// One session with a store: what a driver provides.
///
/// It belongs to one thread at a time.
protocol SQLConnection: SQLTransaction, AnyObject {
    /// What differs in the SQL of this store.
    var dialect: SQLDialect { get }

    /// The first statement that failed since the transaction or the savepoint began.
    var failure: DatabaseError? { get set }

    /// Whether a transaction is open and can go on or back to its savepoint.
    var isInTransaction: Bool { get }

    /// Whether the session can still be used; a session that cannot is dropped and replaced.
    var isUsable: Bool { get }

    /// Whether the last failure goes away when the transaction is run again.
    var failureIsTransient: Bool { get }

    /// Whether the other side has hung up while nothing was going on; cheap to ask.
    func isStale() -> Bool

    /// Marks the session as unusable.
    func abandon()

    /// Opens a transaction: one that writes, or one that reads a snapshot.
    func begin(_ access: Access) throws(DatabaseError)

    /// Makes the transaction durable.
    func commit() throws(DatabaseError)

    /// Undoes the transaction, when there is one.
    func rollback()

    /// Sets the one savepoint.
    func setSavepoint() throws(DatabaseError)

    /// Gives the savepoint up and keeps what was done since.
    func releaseSavepoint() throws(DatabaseError)

    /// Undoes what was done since the savepoint, and gives it up.
    func rollbackToSavepoint() throws(DatabaseError)

    /// Claims a role that one process at a time may have on the store, while the session lives.
    ///
    /// False when another process has it; it is free as soon as that one ends, also by a kill.
    func claim(_ role: StoreRole) throws(DatabaseError) -> Bool

    /// Waits until no other process migrates, until the transaction ends.
    func lockMigrations() throws(DatabaseError)

    /// Notifies other processes of a change when the transaction commits.
    func announce() throws(DatabaseError)

    /// Whether another connection committed since the last call; may be asked at any time.
    func sawForeignCommit() -> Bool

    /// Tidies up after a commit whose results have been handed out.
    func maintain()
}

/// What a transaction is for.
enum Access: Sendable {
    case read, write
}
