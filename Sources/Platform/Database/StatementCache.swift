/// Prepared statements by their text; evicts the least recently used.
struct StatementCache<Statement: AnyObject> {
    private struct Entry {
        let statement: Statement
        var lastUse: UInt64
    }

    private let capacity: Int
    private var entries: [String: Entry] = [:]
    private var uses: UInt64 = 0

    init(capacity: Int) { self.capacity = max(capacity, 1) }

    /// The statement of a text, if it is cached.
    mutating func statement(for sql: String) -> Statement? {
        uses += 1
        guard let index = entries.index(forKey: sql) else { return nil }
        entries.values[index].lastUse = uses
        return entries.values[index].statement
    }

    /// Adds a statement, and returns the one that it evicted.
    mutating func insert(_ statement: Statement, for sql: String) -> Statement? {
        var evicted: Statement?
        if entries.count >= capacity, entries[sql] == nil,
            let oldest = entries.min(by: { $0.value.lastUse < $1.value.lastUse })
        {
            evicted = entries.removeValue(forKey: oldest.key)?.statement
        }
        uses += 1
        entries[sql] = Entry(statement: statement, lastUse: uses)
        return evicted
    }

    /// Removes all statements.
    mutating func removeAll() { entries.removeAll() }
}
