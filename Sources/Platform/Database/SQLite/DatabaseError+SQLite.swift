import CSQLite

extension DatabaseError {
    /// The error for a result code, with the connection's message.
    init(sqlite code: Int32, _ connection: OpaquePointer) {
        let message = String(cString: sqlite3_errmsg(connection))
        switch code & 0xFF {
        case SQLITE_CONSTRAINT:
            self = DatabaseError(constraint: code, message)
        case SQLITE_FULL, SQLITE_IOERR, SQLITE_BUSY, SQLITE_LOCKED, SQLITE_CANTOPEN,
            SQLITE_READONLY, SQLITE_NOMEM, SQLITE_PROTOCOL, SQLITE_PERM, SQLITE_AUTH, SQLITE_NOLFS,
            SQLITE_INTERRUPT:
            self = .unavailable("\(message) (SQLite \(code))")
        case SQLITE_CORRUPT, SQLITE_NOTADB:
            let file = sqlite3_db_filename(connection, "main").map { String(cString: $0) }
            self = .damaged("'\(file ?? "the file")': \(message), SQLite \(code)")
        default:
            self = .invalid("\(message) (SQLite \(code))")
        }
    }

    private init(constraint code: Int32, _ message: String) {
        // The extended codes are macros that Swift cannot read: the low byte is
        // SQLITE_CONSTRAINT, the second byte the kind.
        switch code >> 8 {
        case 1: self = .constraint(kind: .check, detail: message)
        case 3: self = .constraint(kind: .foreignKey, detail: message)
        case 5: self = .constraint(kind: .notNull, detail: message)
        case 6, 8, 10: self = .constraint(kind: .unique, detail: message)
        default: self = .invalid("\(message) (SQLite \(code))")
        }
    }
}
