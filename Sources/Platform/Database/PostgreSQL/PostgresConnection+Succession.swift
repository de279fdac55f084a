import Essentials

/// Roles, and what becomes of a session whose connection was lost.
extension PostgresConnection {
    /// How long the session before may take to end.
    private static let endPatience = Duration.seconds(5)

    /// A session-wide lock says who has the role now, a number in the store who had it last.
    func claim(_ role: StoreRole, after number: Int64?) throws(DatabaseError) -> Int64? {
        let key = SQLValue.integer(role.rawValue)
        let rows = try query("SELECT pg_try_advisory_lock($1)::INT", [key])
        guard try rows.first?.integer(0) == 1 else { return nil }
        if let number {
            let rows = try query("SELECT number FROM role_claim WHERE role = $1", [key])
            return try rows.first?.integer(0) == number ? number : nil
        }
        _ = try execute(RoleClaim.table, [])
        let claimed = try query(
            """
            INSERT INTO role_claim (role, number) VALUES ($1, 1)
            ON CONFLICT (role) DO UPDATE SET number = role_claim.number + 1
            RETURNING number
            """,
            [key]
        )
        return try claimed.first?.integer(0)
    }

    /// The mark of this session.
    func ownMark() throws(DatabaseError) -> SessionMark? {
        let rows = try query(
            """
            SELECT pid::BIGINT, (extract(epoch FROM backend_start) * 1000000)::BIGINT
            FROM pg_stat_activity WHERE pid = pg_backend_pid()
            """,
            []
        )
        guard let row = rows.first else { return nil }
        return SessionMark(process: try row.integer(0), beganAt: try row.integer(1))
    }

    func end(_ session: SessionMark) throws(DatabaseError) {
        let deadline = monotonicNanoseconds() + UInt64(Self.endPatience.wholeMicroseconds) * 1000
        while true {
            let left = try query(
                """
                SELECT pg_terminate_backend(pid)::INT FROM pg_stat_activity
                WHERE pid = $1 AND (extract(epoch FROM backend_start) * 1000000)::BIGINT = $2
                """,
                [.integer(session.process), .integer(session.beganAt)]
            )
            if left.isEmpty { return }
            guard monotonicNanoseconds() < deadline else {
                throw .unavailable("PostgreSQL: an earlier session of this server does not end")
            }
            WorkerThread.rest(.milliseconds(20))
        }
    }

    func isDurable(_ transaction: Int64) throws(DatabaseError) -> Bool? {
        let rows = try query("SELECT txid_status($1)", [.integer(transaction)])
        switch try rows.first?.optionalText(0) {
        case "committed": return true
        case "aborted": return false
        default: return nil
        }
    }
}
