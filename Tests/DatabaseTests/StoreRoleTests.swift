import Database
import Essentials
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(1))) struct StoreRoleTests {
    @Test(arguments: TestStore.allCases)
    func `a role belongs to one process until it closes the store`(kind: TestStore) async throws {
        try await kind.withLocation { location in
            let first = try Database(location)
            let second = try Database(location)
            #expect(try await first.claim(.pipeline))
            #expect(try await second.claim(.pipeline, patience: .zero) == false)
            await first.close()
            #expect(try await second.claim(.pipeline))
            await second.close()
        }
    }

    @Test func `a role is claimed again when the connection is opened again`() async throws {
        let proxy = try PostgresProxy()
        defer { proxy.close() }
        let first = try Database(proxy.location)
        let second = try Database(proxy.direct)
        try await first.migrate(Fixture.schema)
        #expect(try await first.claim(.pipeline))
        #expect(try await first.claim(.audience))
        for round in 1...3 {
            try await end(sessionsBut: second)
            try await waitUntil { (try? await first.insertNote("round \(round)")) != nil }
            #expect(try await second.claim(.pipeline, patience: .zero) == false)
            #expect(try await second.claim(.audience, patience: .zero) == false)
        }
        await first.close()
        #expect(try await second.claim(.pipeline))
        await second.close()
    }

    @Test func `a session that outlives its connection does not keep the role from its process`()
        async throws
    {
        let proxy = try PostgresProxy()
        defer { proxy.close() }
        let first = try Database(proxy.location)
        try await first.migrate(Fixture.schema)
        #expect(try await first.claim(.pipeline))
        // The server does not notice the end of the connection.
        proxy.cutOff()
        try await waitUntil { (try? await first.insertNote("kept")) != nil }
        let second = try Database(proxy.direct)
        #expect(try await second.claim(.pipeline, patience: .zero) == false)
        #expect(try await second.count("note") == 1)
        await first.close()
        await second.close()
    }

    /// The other process may still work, or have ended again: either way memory is outdated.
    @Test(arguments: [false, true])
    func `nothing is written after another process took the role`(hasEnded: Bool) async throws {
        let proxy = try PostgresProxy()
        defer { proxy.close() }
        let first = try Database(proxy.location)
        let losses = Locked<[StoreRole]>([])
        first.onLostRole { role in losses.withLock { $0.append(role) } }
        try await first.migrate(Fixture.schema)
        #expect(try await first.claim(.pipeline))
        proxy.refuse()
        let second = try Database(proxy.direct)
        #expect(try await second.claim(.pipeline))
        if hasEnded { await second.close() }
        proxy.restore()
        try await waitUntil {
            _ = try? await first.insertNote("refused")
            return losses.withLock { $0 } == [.pipeline]
        }
        for _ in 0..<3 {
            await #expect(throws: DatabaseError.self) { try await first.insertNote("refused") }
        }
        #expect(try await first.count("note") == 0)
        await first.close()
        await second.close()
    }

    @Test(arguments: TestStore.allCases)
    func `a claim that is asked for twice is one claim`(kind: TestStore) async throws {
        try await kind.withLocation { location in
            let database = try Database(location)
            #expect(try await database.claim(.pipeline))
            #expect(try await database.claim(.pipeline))
            await database.close()
            let next = try Database(location)
            #expect(try await next.claim(.pipeline, patience: .zero))
            await next.close()
        }
    }

    private func end(sessionsBut database: Database) async throws {
        _ = try await database.write { transaction in
            try transaction.query(
                """
                SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                WHERE datname = current_database() AND pid <> pg_backend_pid()
                """
            )
        }
    }
}
