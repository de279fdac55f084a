/// Why a database operation failed.
public enum DatabaseError: Error, Sendable, Hashable {
    /// The store is unavailable: disk full, locked, I/O error, connection lost; retry later.
    ///
    /// If the connection broke during a commit, the outcome is unknown: the write may be durable.
    case unavailable(String)
    /// The store answers what it never stored: pages are damaged, or the file is no database.
    ///
    /// From then on nothing is written any more; see ``Database/damage``.
    case damaged(String)
    /// The rows break a constraint of the schema.
    case constraint(kind: Constraint, detail: String)
    /// Invalid SQL, or a value that its column or its reader cannot take: a bug.
    case invalid(String)
    /// A queue is full; nothing was queued.
    case busy
    /// The database was closed.
    case closed

    /// The kinds of constraint in a schema.
    public enum Constraint: Sendable, Hashable {
        /// A primary key or a unique index.
        case unique
        /// A reference to a row that does not exist, or from a row that still exists.
        case foreignKey
        /// A check of the table.
        case check
        /// A column that requires a value.
        case notNull
    }
}

extension DatabaseError: CustomStringConvertible {
    /// The reason in words, for the log.
    public var description: String {
        switch self {
        case .unavailable(let reason): "the store is unavailable: \(reason)"
        case .damaged(let detail):
            "the store is damaged (\(detail)); stop the server, and restore a backup if"
                + " `heliograph doctor` says so too"
        case .constraint(let kind, let detail): "a \(kind) constraint failed: \(detail)"
        case .invalid(let reason): "invalid use of the database: \(reason)"
        case .busy: "the database has too much to do"
        case .closed: "the database is closed"
        }
    }
}
