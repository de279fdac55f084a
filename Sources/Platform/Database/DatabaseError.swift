/// Why the store did not do what it was asked.
public enum DatabaseError: Error, Sendable, Hashable {
    /// The store cannot do it now: disk full, locked, I/O error, connection lost; retry later.
    ///
    /// When the connection broke during a commit, its outcome is unknown: the write may be there.
    case unavailable(String)
    /// A rule of the schema refused the rows.
    case constraint(kind: Constraint, detail: String)
    /// Bad SQL, or a value that its column or its reader cannot take: a fault of the program.
    case invalid(String)
    /// The bound of a queue was reached; nothing was queued.
    case busy
    /// The database was closed.
    case closed

    /// The kinds of rule that a schema holds.
    public enum Constraint: Sendable, Hashable {
        /// A primary key or a unique index.
        case unique
        /// A reference to a row that is not there, or from a row that still is.
        case foreignKey
        /// A condition of the table.
        case check
        /// A column that must have a value.
        case notNull
    }
}

extension DatabaseError: CustomStringConvertible {
    /// The reason in words, for the log.
    public var description: String {
        switch self {
        case .unavailable(let reason): "the database is unavailable: \(reason)"
        case .constraint(let kind, let detail): "a \(kind) constraint failed: \(detail)"
        case .invalid(let reason): "invalid use of the database: \(reason)"
        case .busy: "the database has too much to do"
        case .closed: "the database is closed"
        }
    }
}
