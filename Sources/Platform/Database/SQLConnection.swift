/// One session with a store, as a driver provides it.
///
/// It belongs to one thread at a time.
protocol SQLConnection: SQLTransaction, AnyObject {
    /// The SQL dialect of this store.
    var dialect: SQLDialect { get }

    /// The first statement that failed since the transaction or the savepoint began.
    var failure: DatabaseError? { get set }

    /// Whether a transaction is open and can continue or return to its savepoint.
    var isInTransaction: Bool { get }

    /// Whether the session can still be used; one that cannot is dropped and replaced.
    var isUsable: Bool { get }

    /// Whether the last failure may go away when the transaction is run again.
    var failureIsTransient: Bool { get }

    /// Whether the other side has hung up while the session was idle; cheap to ask.
    func isStale() -> Bool

    /// Marks the session as unusable.
    func abandon()

    /// Opens a transaction for writing, or one that reads a snapshot.
    func begin(_ access: Access) throws(DatabaseError)

    /// Makes the transaction durable.
    func commit() throws(DatabaseError)

    /// Rolls the transaction back, if one is open.
    func rollback()

    /// Sets the single savepoint.
    func setSavepoint() throws(DatabaseError)

    /// Releases the savepoint and keeps the changes since.
    func releaseSavepoint() throws(DatabaseError)

    /// Rolls back to the savepoint and releases it.
    func rollbackToSavepoint() throws(DatabaseError)

    /// Claims a role that only one process at a time may have on the store, for this session.
    ///
    /// Returns the number of the claim; nil when another process has the role, or had it since the
    /// given claim. The role is free again as soon as its process ends, also by a kill.
    func claim(_ role: StoreRole, after number: Int64?) throws(DatabaseError) -> Int64?

    /// Names this session to a later one; nil if it ends together with its connection.
    var mark: SessionMark? { get }

    /// Ends an earlier session of this process, and waits until it is gone.
    func end(_ session: SessionMark) throws(DatabaseError)

    /// The transaction whose COMMIT was sent and not answered; nil if there is none.
    var unansweredCommit: Int64? { get }

    /// Whether a transaction of an earlier session, which has ended, is durable; nil if the store
    /// does not know.
    func isDurable(_ transaction: Int64) throws(DatabaseError) -> Bool?

    /// Whether another process has the role; takes nothing.
    func isClaimed(_ role: StoreRole) throws(DatabaseError) -> Bool

    /// Waits until no other process migrates; holds until the transaction ends.
    func lockMigrations() throws(DatabaseError)

    /// Notifies other processes of a change when the transaction commits.
    func announce() throws(DatabaseError)

    /// Whether another connection has committed since the last call; may be asked at any time.
    func sawForeignCommit() -> Bool

    /// Cleans up after a commit, once its results are handed out.
    func maintain()

    /// Removes what was deleted from files that keep earlier versions of rows; false if another
    /// session is in the way.
    func purge() throws(DatabaseError) -> Bool
}

/// What a transaction is for.
enum Access: Sendable {
    case read, write
}
