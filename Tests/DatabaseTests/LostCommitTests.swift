import Database
import Essentials
import TestSupport
import Testing

/// Commits whose answer never comes, because the connection breaks first.
@Suite(.timeLimit(.minutes(1))) struct LostCommitTests {
    @Test func `a commit whose answer is lost is reported as what it is`() async throws {
        try await withProxy { proxy, database in
            for round in 1...3 {
                proxy.swallowCommit(after: "round \(round)")
                try await database.insertNote("round \(round)")
                #expect(proxy.swallowed == round)
            }
            #expect(try await database.count("note") == 3)
            #expect(database.statistics.failedCommits == 0)
        }
    }

    @Test func `a transaction that was lost before its commit is reported as failed`() async throws
    {
        try await withProxy { proxy, database in
            await #expect(throws: DatabaseError.self) {
                try await database.write { transaction in
                    try transaction.execute("INSERT INTO note (body) VALUES ('lost')")
                    proxy.refuse()
                    proxy.restore()
                    try transaction.execute("INSERT INTO note (body) VALUES ('lost')")
                }
            }
            try await database.insertNote("kept")
            #expect(try await database.count("note") == 1)
        }
    }

    @Test func `every caller of a shared commit whose answer is lost gets its result`() async throws
    {
        try await withProxy { proxy, database in
            let batcher = Batcher<Int, Int>(
                database,
                lane: .interactive,
                capacity: 1000,
                mostPerTransaction: 10
            ) { transaction, numbers in
                for number in numbers {
                    try transaction.execute(
                        "INSERT INTO note (body) VALUES ($1)",
                        [.text("batched \(number)")]
                    )
                }
                return numbers.map { $0 * 2 }
            }
            proxy.swallowCommit(after: "batched")
            let results = try await withThrowingTaskGroup(of: Int.self) { group in
                for number in 1...100 { group.addTask { try await batcher.submit(number) } }
                return try await group.reduce(into: Set<Int>()) { $0.insert($1) }
            }
            #expect(results == Set((1...100).map { $0 * 2 }))
            #expect(proxy.swallowed == 1)
            #expect(try await database.count("note") == 100)
        }
    }

    @Test func `a store that stays away leaves the outcome open and tells when it is back`()
        async throws
    {
        var configuration = DatabaseConfiguration()
        configuration.commitPatience = .milliseconds(50)
        try await withProxy(configuration) { proxy, database in
            let returns = Locked(0)
            database.onReconnect { returns.withLock { $0 += 1 } }
            proxy.swallowCommit(after: "open", refusing: true)
            await #expect(throws: DatabaseError.self) { try await database.insertNote("open") }
            #expect(returns.withLock { $0 } == 0)
            proxy.restore()
            try await waitUntil { (try? await database.insertNote("later")) != nil }
            try await waitUntil { returns.withLock { $0 } == 1 }
            #expect(try await database.count("note") == 2)
        }
    }

    private func withProxy(
        _ configuration: DatabaseConfiguration = DatabaseConfiguration(),
        _ body: (PostgresProxy, Database) async throws -> Void
    ) async throws {
        let proxy = try PostgresProxy()
        defer { proxy.close() }
        let database = try Database(proxy.location, configuration)
        try await database.migrate(Fixture.schema)
        try await body(proxy, database)
        await database.close()
    }
}
