import Essentials

/// The row that is written to find out whether the store accepts writes.
enum WriteProbe {
    static let table = """
        CREATE TABLE IF NOT EXISTS write_probe (
            id BIGINT NOT NULL PRIMARY KEY,
            checked_at BIGINT NOT NULL
        )
        """

    static let upsert = """
        INSERT INTO write_probe (id, checked_at) VALUES (1, $1)
        ON CONFLICT (id) DO UPDATE SET checked_at = excluded.checked_at
        """
}

extension Database {
    /// Whether the store accepts writes now: writes a row and waits until it is durable.
    public func isWritable() async -> Bool { await writeFault() == nil }

    /// Why the store does not accept writes now; nil if it does.
    public func writeFault() async -> DatabaseError? {
        let now = configuration.clock.now
        do {
            let isWritten = try await run(.interactive) { connection in
                try connection.execute(WriteProbe.table)
                return try connection.execute(WriteProbe.upsert, [SQLValue(now)]) == 1
            }
            return isWritten ? nil : .unavailable("the written row is not there")
        } catch {
            return error as? DatabaseError ?? .unavailable("\(error)")
        }
    }
}
