import Database
import Essentials
import SQLStore
import TestSupport
import Testing

@Suite struct OlderServerTests {
    @Test(.timeLimit(.minutes(1)), arguments: TestStore.allCases)
    func `the schema does not change under a server of an older version`(
        kind: TestStore
    ) async throws {
        try await kind.withLocation { location in
            let server = try await StoreFixture.open(location, process: 1)
            #expect(try await server.store.database.claim(.pipeline))
            let last = try #require(SQLStore.migrations.last?.name)
            // As if this version had brought the last step.
            _ = try await server.store.database.write { tx in
                try tx.execute("DELETE FROM migration WHERE name = $1", [.text(last)])
            }
            let database = try Database(location)
            let clock = SystemClock()
            let store = SQLStore(database, clock: clock, ids: IDSource(clock: clock))
            await #expect(throws: ServiceError.self) { try await store.migrate() }
            let rows = try await database.read { try $0.query("SELECT name FROM migration") }
            #expect(rows.count == SQLStore.migrations.count - 1)
            await database.close()
            await server.store.database.close()
        }
    }
}
