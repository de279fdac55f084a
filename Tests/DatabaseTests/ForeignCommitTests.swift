import Database
import Essentials
import TestSupport
import Testing

@Suite struct ForeignCommitTests {
    @Test(.timeLimit(.minutes(1)), arguments: TestStore.allCases)
    func `a commit of another connection is noticed and an own one is not`(
        store: TestStore
    ) async throws {
        try await store.withLocation { location in
            let server = try Database(location)
            let other = try Database(location)
            try await server.migrate(Fixture.schema)
            try await other.migrate(Fixture.schema)
            let notices = Locked(0)
            server.onForeignCommit { notices.withLock { $0 += 1 } }
            // What the other one did before may be noticed late: let that pass.
            try await Self.write(to: other)
            try await waitUntil { notices.withLock { $0 } > 0 }
            let before = notices.withLock { $0 }
            for _ in 0..<100 { try await Self.write(to: server) }
            #expect(notices.withLock { $0 } == before)
            let start = monotonicNanoseconds()
            try await Self.write(to: other)
            try await waitUntil { notices.withLock { $0 } == before + 1 }
            #expect(monotonicNanoseconds() - start < 2_000_000_000)
            #expect(server.statistics.foreignCommits == UInt64(before + 1))
            await server.close()
            await other.close()
        }
    }

    private static func write(to database: Database) async throws {
        try await database.write(announce: true) { transaction in
            _ = try transaction.execute("INSERT INTO note (body) VALUES ('x')")
        }
    }

    @Test(arguments: TestStore.allCases)
    func `two writers on one store both get through`(store: TestStore) async throws {
        try await store.withLocation { location in
            let databases = [try Database(location), try Database(location)]
            try await databases[0].migrate(Fixture.schema)
            try await databases[0].write { transaction in
                _ = try transaction.execute(
                    "INSERT INTO counter (id, value) VALUES (1, 0), (2, 0)"
                )
            }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<200 {
                    group.addTask {
                        try await Self.increment(number, in: databases[number % 2])
                    }
                }
                try await group.waitForAll()
            }
            let sum = try await databases[1].read { reader in
                try reader.query("SELECT sum(value) FROM counter")[0].integer(0)
            }
            #expect(sum == 400)
            for database in databases { await database.close() }
        }
    }

    /// Locks the two rows in changing order, which makes PostgreSQL find deadlocks.
    private static func increment(_ number: Int, in database: Database) async throws {
        try await database.write { transaction in
            for id in number.isMultiple(of: 3) ? [1, 2] : [2, 1] {
                try transaction.execute(
                    "UPDATE counter SET value = value + 1 WHERE id = $1",
                    [.integer(Int64(id))]
                )
            }
        }
    }
}
