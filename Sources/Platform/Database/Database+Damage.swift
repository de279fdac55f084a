extension Database {
    /// How thoroughly to look for damage.
    public enum Examination: Sendable {
        /// Reads every page and follows every reference.
        case quick
        /// Also compares every index with its table.
        case thorough
    }

    /// What was found to be damaged; nil as long as nothing is known to be.
    ///
    /// The store refuses writes from then on, until it is opened again.
    public var damage: String? { latch.damage }

    /// Looks for damage in the file of an SQLite store; returns at most 20 sentences.
    ///
    /// It reads the whole file. PostgreSQL checks its own files, so for it this finds nothing.
    public func examine(_ examination: Examination) async throws -> [String] {
        let pragma = examination == .quick ? "quick_check" : "integrity_check"
        do {
            return try await read { reader in
                guard let connection = reader as? any SQLConnection,
                    connection.dialect == .sqlite
                else { return [] }
                let tables = try connection.query(
                    "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name",
                    []
                )
                var problems: [String] = []
                for table in tables where problems.count < 20 {
                    let name = try table.text(0)
                    problems += try connection.query("PRAGMA \(pragma)('\(name)')", [])
                        .map { "\(name): \(try $0.text(0))" }
                        .filter { !$0.hasSuffix(": ok") && !isFalseAlarm($0) }
                }
                return Array(problems.prefix(20))
            }
        } catch DatabaseError.damaged(let detail) {
            return [detail]
        }
    }
}

/// SQLite before 3.41 takes columns for others where the key of a table without row ids has another
/// order than its columns, and reports that they are null.
private func isFalseAlarm(_ problem: String) -> Bool { problem.contains("NULL value in ") }
