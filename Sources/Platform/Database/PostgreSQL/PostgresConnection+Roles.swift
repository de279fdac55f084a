extension PostgresConnection {
    func isClaimed(_ role: StoreRole) throws(DatabaseError) -> Bool {
        let rows = try query(
            """
            SELECT EXISTS (
                SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND granted AND objsubid = 1
                    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
                    AND classid::BIGINT = $1 AND objid::BIGINT = $2 AND pid <> pg_backend_pid()
            )::INT
            """,
            [.integer(role.rawValue >> 32), .integer(role.rawValue & 0xFFFF_FFFF)]
        )
        return try rows.first?.integer(0) == 1
    }
}
