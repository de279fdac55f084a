import Database
import Essentials
import TestSupport
import Testing

@Suite struct DatabaseContractTests {
    @Test(arguments: TestStore.allCases)
    func `a row is written, read, changed and deleted`(store: TestStore) async throws {
        try await store.withDatabase(migrations: Fixture.schema) { database in
            let inserted = try await database.write { transaction in
                try transaction.execute(
                    "INSERT INTO thing (project_id, id, name, size, amount) "
                        + "VALUES ($1, $2, $3, $4, $5)",
                    [7, .blob([1, 0, 255]), "Ærøskøbing", .real(2.5), 9]
                )
            }
            #expect(inserted == 1)
            let rows = try await database.read { reader in
                try reader.query("SELECT * FROM thing WHERE project_id = $1", [7])
            }
            let row = try #require(rows.first)
            #expect(rows.count == 1)
            #expect(row.count == 6)
            #expect(try row.integer(0) == 7)
            #expect(try row.blob(1) == [1, 0, 255])
            #expect(try row.text(2) == "Ærøskøbing")
            #expect(try row.real(3) == 2.5)
            #expect(try row.integer(4) == 9)
            #expect(try row.bool(5) == false)
            let changed = try await database.write { transaction in
                try transaction.execute(
                    "UPDATE thing SET amount = amount + $2, name = $3 WHERE project_id = $1",
                    [7, 1, nil]
                )
            }
            #expect(changed == 1)
            let deleted = try await database.write { transaction in
                try transaction.query(
                    "DELETE FROM thing WHERE project_id = $1 RETURNING amount, name",
                    [7]
                )
            }
            #expect(try deleted.first?.integer(0) == 10)
            #expect(try deleted.first?.optionalText(1) == nil)
            let missed = try await database.write { transaction in
                try transaction.execute("DELETE FROM thing WHERE project_id = $1", [7])
            }
            #expect(missed == 0)
        }
    }

    @Test(arguments: TestStore.allCases)
    func `every kind of value comes back as it was`(store: TestStore) async throws {
        try await store.withDatabase(migrations: Fixture.schema) { database in
            var generator = SeededGenerator(seed: 11)
            var written: [[SQLValue]] = []
            for number in 0..<300 {
                written.append(Self.randomThing(number, &generator))
            }
            for count in [0, 1, 299] {
                let rows = Array(written[count == 299 ? 1..<300 : 0..<count])
                try await database.write { transaction in
                    try transaction.insertMany(
                        into: "thing",
                        columns: Fixture.thingColumns,
                        rows: rows
                    )
                }
            }
            let read = try await database.read { reader in
                var rows: [[SQLValue]] = []
                let columns = Fixture.thingColumns.joined(separator: ", ")
                try reader.forEachRow("SELECT \(columns) FROM thing ORDER BY project_id", []) {
                    row in
                    rows.append((0..<row.count).map { row[$0] })
                }
                return rows
            }
            #expect(read == written)
        }
    }

    static func randomThing(
        _ number: Int,
        _ generator: inout SeededGenerator
    ) -> [SQLValue] {
        let texts = [
            "", "a", "it's \"quoted\" \\ {brace} $1", "😀 ñ", String(repeating: "x", count: 9000),
        ]
        let blobs: [[UInt8]] = [[], [0], [0, 0, 0], Array(repeating: 255, count: 5000)]
        let reals = [0, -0.5, 1e300, .infinity, -.infinity, Double.leastNonzeroMagnitude]
        let amounts: [Int64] = [0, 1, .max, 1 << 53 + 1]
        func some(_ values: [SQLValue]) -> SQLValue {
            Int.random(in: 0..<5, using: &generator) == 0
                ? .null : values[Int.random(in: 0..<values.count, using: &generator)]
        }
        let blob = blobs[Int.random(in: 0..<blobs.count, using: &generator)]
        return [
            .integer(number == 0 ? .min : Int64(number)), .blob(blob),
            some(texts.map(SQLValue.text)), some(reals.map(SQLValue.real)),
            .integer(amounts[Int.random(in: 0..<amounts.count, using: &generator)]),
            SQLValue(Bool.random(using: &generator)),
        ]
    }

    @Test(arguments: TestStore.allCases)
    func `what cannot be stored alike is refused alike`(store: TestStore) async throws {
        try await store.withDatabase(migrations: Fixture.schema) { database in
            let parameters: [[SQLValue]] = [
                ["a\u{0}b", 1.5], ["a", .real(.nan)], ["a"], ["a", 1.5, 1],
            ]
            for values in parameters {
                await #expect(throws: DatabaseError.self) {
                    try await database.write { transaction in
                        _ = try transaction.execute(
                            "UPDATE thing SET name = $1, size = $2",
                            values
                        )
                    }
                }
            }
            for sql in ["SELEC 1", "SELECT nothing FROM thing", "SELECT 1; SELECT 2", ""] {
                do {
                    _ = try await database.read { try $0.query(sql) }
                    Issue.record("'\(sql)' was accepted")
                } catch DatabaseError.invalid {
                }
            }
            await #expect(throws: DatabaseError.self) {
                try await database.read { reader in
                    _ = try reader.query("INSERT INTO note (body) VALUES ('x') RETURNING id")
                }
            }
        }
    }

    @Test(arguments: TestStore.allCases)
    func `a broken rule of the schema is told by its kind`(store: TestStore) async throws {
        try await store.withDatabase(migrations: Fixture.schema) { database in
            try await database.write { transaction in
                _ = try transaction.execute("INSERT INTO part (id) VALUES (1)")
            }
            let cases: [(String, DatabaseError.Constraint)] = [
                ("INSERT INTO part (id) VALUES (1)", .unique),
                ("INSERT INTO part (id, near) VALUES (2, 99)", .foreignKey),
                ("INSERT INTO part (id, whole) VALUES (2, 99)", .foreignKey),
                ("INSERT INTO note (body) VALUES (NULL)", .notNull),
                ("INSERT INTO thing (project_id, id, amount) VALUES (1, $1, -1)", .check),
            ]
            for (sql, expected) in cases {
                do {
                    try await database.write { transaction in
                        let values: [SQLValue] = sql.contains("$1") ? [.blob([1])] : []
                        _ = try transaction.execute(sql, values)
                    }
                    Issue.record("\(sql) was accepted")
                } catch DatabaseError.constraint(let kind, _) {
                    #expect(kind == expected)
                }
            }
            #expect(try await database.count("part") == 1)
        }
    }

    @Test(arguments: TestStore.allCases)
    func `a row that is there can be kept, changed or refused`(store: TestStore) async throws {
        try await store.withDatabase(migrations: Fixture.schema) { database in
            let first = (0..<10).map { Fixture.thing($0) }
            let second = (5..<15).map { Fixture.thing($0, amount: 2) }
            try await database.write { transaction in
                let columns = Fixture.thingColumns
                try transaction.insertMany(into: "thing", columns: columns, rows: first)
                try transaction.insertMany(
                    into: "thing",
                    columns: columns,
                    rows: second,
                    onConflict: .ignore
                )
            }
            let sum = try await database.read { reader in
                try reader.query("SELECT sum(amount), count(*) FROM thing")[0]
            }
            #expect(try sum.integer(0) == 20)
            #expect(try sum.integer(1) == 15)
            await #expect(throws: DatabaseError.self) {
                try await database.write { transaction in
                    try transaction.insertMany(
                        into: "thing",
                        columns: Fixture.thingColumns,
                        rows: second
                    )
                }
            }
            let affected = try await database.write { transaction in
                try transaction.executeMany(
                    """
                    INSERT INTO counter (id, value) VALUES ($1, $2)
                    ON CONFLICT (id) DO UPDATE SET value = counter.value + $2
                    WHERE counter.value < 100
                    """,
                    [[1, 100], [2, 5], [1, 1], [2, 6]]
                )
            }
            #expect(affected == [1, 1, 0, 1])
            let found = try await database.read { reader in
                try reader.queryMany(
                    "SELECT value FROM counter WHERE id = $1",
                    (0..<2500).map { [.integer($0 % 4)] }
                )
            }
            #expect(found.count == 2500)
            #expect(found.allSatisfy { $0.count <= 1 })
            #expect(try found[1][0].integer(0) == 100)
            #expect(try found[2498][0].integer(0) == 11)
            #expect(found[3].isEmpty)
            await #expect(throws: DatabaseError.self) {
                try await database.read { reader in
                    let sql = "SELECT value FROM counter WHERE id = $1"
                    _ = try reader.queryMany(sql, [[1], [1, 2], [2]])
                }
            }
            #expect(try await database.count("counter") == 2)
        }
    }

    @Test(arguments: TestStore.allCases)
    func `a walk over many rows may ask other questions`(store: TestStore) async throws {
        try await store.withDatabase(migrations: Fixture.schema) { database in
            let rows: [[SQLValue]] = (0..<2300).map { [.integer($0), .integer($0 * 2)] }
            try await database.write { transaction in
                try transaction.insertMany(into: "counter", columns: ["id", "value"], rows: rows)
            }
            let sum = try await database.read { reader in
                var sum: Int64 = 0
                let walk = "SELECT id FROM counter WHERE id >= $1 ORDER BY id"
                try reader.forEachRow(walk, [1000]) { row in
                    let id = try row.integer(0)
                    let more = try reader.query("SELECT value FROM counter WHERE id = $1", [row[0]])
                    sum += try more[0].integer(0) - 2 * id
                    guard id.isMultiple(of: 500) else { return }
                    try reader.forEachRow(walk, [.integer(2299)]) { _ in sum += 1 }
                }
                return sum
            }
            #expect(sum == 3)
            await #expect(throws: OwnError.self) {
                try await database.read { reader in
                    try reader.forEachRow("SELECT id FROM counter", []) { _ in throw OwnError() }
                }
            }
            #expect(try await database.count("counter") == 2300)
        }
    }

    @Test(arguments: TestStore.allCases)
    func `who reads sees one moment of the store`(store: TestStore) async throws {
        try await store.withDatabase(migrations: Fixture.schema) { database in
            let gate = Gate()
            async let counts = database.read { reader in
                let before = try reader.query("SELECT count(*) FROM note")[0].integer(0)
                gate.pass()
                let after = try reader.query("SELECT count(*) FROM note")[0].integer(0)
                return [before, after]
            }
            try await waitUntil { gate.arrivals == 1 }
            try await database.insertNote("later")
            gate.open()
            #expect(try await counts == [0, 0])
            #expect(try await database.count("note") == 1)
        }
    }

    @Test(arguments: TestStore.allCases)
    func `texts sort by code point`(store: TestStore) async throws {
        try await store.withDatabase(migrations: Fixture.schema) { database in
            for body in ["b", "a", "B", "é", "_"] { try await database.insertNote(body) }
            let sorted = try await database.read { reader in
                try reader.query("SELECT body FROM note ORDER BY body").map { try $0.text(0) }
            }
            #expect(sorted == ["B", "_", "a", "b", "é"])
        }
    }

    @Test(arguments: TestStore.allCases)
    func `a probe says that the store takes writes until it is closed`(
        store: TestStore
    ) async throws {
        try await store.withLocation { location in
            let database = try Database(location)
            #expect(await database.isWritable())
            #expect(await database.isWritable())
            await database.close()
            #expect(await database.isWritable() == false)
            await #expect(throws: DatabaseError.closed) {
                try await database.read { _ in }
            }
            await database.close()
        }
    }
}
