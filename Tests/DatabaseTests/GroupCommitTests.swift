import Database
import Essentials
import TestSupport
import Testing

@Suite struct GroupCommitTests {
    @Test(arguments: TestStore.allCases)
    func `writes that wait share one commit`(store: TestStore) async throws {
        try await store.withDatabase(migrations: Fixture.schema) { database in
            let gate = Gate()
            async let first: Void = database.write { _ in gate.pass() }
            try await waitUntil { gate.arrivals == 1 }
            let before = database.statistics
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<200 {
                    group.addTask { try await database.insertNote("note \(number)") }
                }
                try await waitUntil { database.statistics.interactiveDepth == 200 }
                gate.open()
                try await group.waitForAll()
            }
            try await first
            #expect(database.statistics.commits - before.commits == 2)
            #expect(database.statistics.committedJobs - before.committedJobs == 201)
            #expect(try await database.count("note") == 200)
        }
    }

    @Test(arguments: TestStore.allCases)
    func `an error hurts only its own caller`(store: TestStore) async throws {
        try await store.withDatabase(migrations: Fixture.schema) { database in
            let gate = Gate()
            async let first: Void = database.write { _ in gate.pass() }
            try await waitUntil { gate.arrivals == 1 }
            let outcomes = try await withThrowingTaskGroup(of: (Int, String).self) { group in
                for number in 0..<60 {
                    group.addTask { (number, await Self.write(number, to: database)) }
                }
                try await waitUntil { database.statistics.interactiveDepth == 60 }
                gate.open()
                return try await group.reduce(into: [Int: String]()) { $0[$1.0] = $1.1 }
            }
            try await first
            for number in 0..<60 {
                #expect(outcomes[number] == Self.expectation(number), "write \(number)")
            }
            #expect(try await database.count("counter") == 60 - 6 * 4)
            #expect(database.statistics.isolatedGroups >= 1)
        }
    }

    /// Every tenth write throws, breaks a rule, hides that it does, or breaks one at COMMIT.
    private static func write(_ number: Int, to database: Database) async -> String {
        do {
            try await database.write { transaction in
                try transaction.execute(
                    "INSERT INTO counter (id, value) VALUES ($1, 1)",
                    [.integer(Int64(number))]
                )
                switch number % 10 {
                case 3: throw OwnError(number: number)
                case 5: try transaction.execute("INSERT INTO note (body) VALUES ($1)", [nil])
                case 7: _ = try? transaction.execute("INSERT INTO note (body) VALUES (NULL)")
                case 9: try transaction.execute("INSERT INTO part (id, whole) VALUES (1, 2)")
                default: break
                }
            }
            return "written"
        } catch let error as OwnError {
            return "own \(error.number)"
        } catch DatabaseError.constraint(let kind, _) {
            return "\(kind)"
        } catch {
            return "\(error)"
        }
    }

    private static func expectation(_ number: Int) -> String {
        switch number % 10 {
        case 3: "own \(number)"
        case 5, 7: "notNull"
        case 9: "foreignKey"
        default: "written"
        }
    }

    @Test(arguments: TestStore.allCases)
    func `many writers add up`(store: TestStore) async throws {
        try await store.withDatabase(migrations: Fixture.schema) { database in
            try await database.write { transaction in
                _ = try transaction.execute("INSERT INTO counter (id, value) VALUES (1, 0)")
            }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for task in 0..<50 {
                    group.addTask {
                        for _ in 0..<40 {
                            try await Self.increment(task.isMultiple(of: 3), in: database)
                        }
                    }
                }
                try await group.waitForAll()
            }
            let value = try await database.read { reader in
                try reader.query("SELECT value FROM counter")[0].integer(0)
            }
            #expect(value == 2000)
        }
    }

    private static func increment(_ isBulk: Bool, in database: Database) async throws {
        try await database.write(isBulk ? .bulk : .interactive) { transaction in
            let value = try transaction.query("SELECT value FROM counter WHERE id = 1")[0]
            try transaction.execute(
                "UPDATE counter SET value = $1 WHERE id = 1",
                [.integer(value.integer(0) + 1)]
            )
        }
    }

    @Test(arguments: TestStore.allCases)
    func `a full queue refuses at once`(store: TestStore) async throws {
        var configuration = DatabaseConfiguration()
        configuration.queueCapacity = 5
        try await store.withDatabase(configuration, migrations: Fixture.schema) { database in
            let gate = Gate()
            async let first: Void = database.write { _ in gate.pass() }
            try await waitUntil { gate.arrivals == 1 }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<5 {
                    group.addTask { try await database.insertNote("\(number)") }
                }
                try await waitUntil { database.statistics.interactiveDepth == 5 }
                await #expect(throws: DatabaseError.busy) { try await database.insertNote("no") }
                gate.open()
                try await group.waitForAll()
            }
            try await first
            #expect(try await database.count("note") == 5)
        }
    }

    @Test(arguments: TestStore.allCases)
    func `the interactive lane goes first and bulk work is not starved`(
        store: TestStore
    ) async throws {
        var configuration = DatabaseConfiguration()
        configuration.bulkShare = .zero
        try await store.withDatabase(configuration, migrations: Fixture.schema) { database in
            let gate = Gate()
            let order = Locked<[Lane]>([])
            async let first: Void = database.write { _ in gate.pass() }
            try await waitUntil { gate.arrivals == 1 }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for lane in [Lane.bulk, .bulk, .bulk, .interactive, .interactive] {
                    group.addTask {
                        try await database.write(lane) { _ in order.withLock { $0.append(lane) } }
                    }
                }
                try await waitUntil {
                    database.statistics.bulkDepth == 3 && database.statistics.interactiveDepth == 2
                }
                gate.open()
                try await group.waitForAll()
            }
            try await first
            // With no share of time at all, each transaction still takes one bulk job: the one
            // that was held up, the one of the interactive jobs, and one more.
            #expect(order.withLock { $0 } == [.bulk, .interactive, .interactive, .bulk, .bulk])
        }
    }

    @Test(arguments: TestStore.allCases)
    func `closing finishes what waits`(store: TestStore) async throws {
        try await store.withLocation { location in
            let database = try Database(location)
            try await database.migrate(Fixture.schema)
            let gate = Gate()
            async let first: Void = database.write { _ in gate.pass() }
            async let second: Void = database.insertNote("late", .bulk)
            try await waitUntil { gate.arrivals == 1 && database.statistics.bulkDepth == 1 }
            async let closed: Void = database.close()
            gate.open()
            try await first
            try await second
            await closed
            await #expect(throws: DatabaseError.closed) { try await database.insertNote("no") }
            let again = try Database(location)
            #expect(try await again.count("note") == 1)
            await again.close()
        }
    }
}
