import Database
import TestSupport
import Testing

@Suite struct LostConnectionTests {
    @Test(.timeLimit(.minutes(1)))
    func `a lost connection is opened again`() async throws {
        var configuration = DatabaseConfiguration()
        configuration.readers = 1
        try await TestStore.postgres.withDatabase(configuration, migrations: Fixture.schema) {
            database in
            #expect(try await database.count("note") == 0)
            for _ in 0..<3 {
                // The writer ends all sessions, its own in the middle of a transaction.
                await #expect(throws: DatabaseError.self) {
                    try await database.write { transaction in
                        try transaction.execute("INSERT INTO note (body) VALUES ('lost')")
                        _ = try transaction.query(
                            """
                            SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                            WHERE datname = current_database() ORDER BY pid = pg_backend_pid()
                            """
                        )
                        try transaction.execute("INSERT INTO note (body) VALUES ('lost')")
                    }
                }
                try await database.insertNote("kept")
                try await waitUntil { (try? await database.count("note")) != nil }
            }
            #expect(try await database.count("note") == 3)
            #expect(database.statistics.reconnects >= 3)
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func `a plan that the schema outgrew is made anew`() async throws {
        try await TestStore.postgres.withDatabase(migrations: Fixture.schema) { database in
            let inWriter = {
                try await database.write { try $0.query("SELECT * FROM counter").first?.count }
            }
            let inReader = {
                try await database.read { try $0.query("SELECT * FROM counter").first?.count }
            }
            try await database.write { transaction in
                _ = try transaction.execute("INSERT INTO counter (id, value) VALUES (1, 1)")
            }
            #expect(try await inWriter() == 2)
            #expect(try await inReader() == 2)
            try await database.write { transaction in
                _ = try transaction.execute("ALTER TABLE counter ADD COLUMN more BIGINT")
            }
            #expect(try await inWriter() == 3)
            for _ in 0..<10 { #expect(try await inReader() == 3) }
        }
    }
}
