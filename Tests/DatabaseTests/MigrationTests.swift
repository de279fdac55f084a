import Database
import Essentials
import TestSupport
import Testing

@Suite struct MigrationTests {
    private static func step(_ number: Int, _ statements: [String]) -> Migration {
        Migration(name: "000\(number)-step", statements: statements)
    }

    @Test(arguments: TestStore.allCases)
    func `a failed step leaves nothing behind and the next start goes on there`(
        store: TestStore
    ) async throws {
        try await store.withDatabase { database in
            let first = Self.step(1, ["CREATE TABLE one (id BIGINT)"])
            let broken = Self.step(2, ["CREATE TABLE two (id BIGINT)", "CREATE TABEL three"])
            await #expect(throws: DatabaseError.self) {
                try await database.migrate([first, broken])
            }
            #expect(try await database.count("one") == 0)
            await #expect(throws: DatabaseError.self) { _ = try await database.count("two") }
            let fixed = Self.step(2, ["CREATE TABLE two (id BIGINT)"])
            try await database.migrate([first, fixed])
            try await database.migrate([first, fixed])
            #expect(try await database.count("two") == 0)
            #expect(try await database.count("migration") == 2)
        }
    }

    @Test(arguments: TestStore.allCases)
    func `an edited, moved or unknown step is an error`(store: TestStore) async throws {
        try await store.withDatabase { database in
            let first = Self.step(1, ["CREATE TABLE one (id BIGINT)"])
            let second = Self.step(2, ["CREATE TABLE two (id BIGINT)"])
            try await database.migrate([first, second])
            let edited = Self.step(1, ["CREATE TABLE one (id BIGINT, name TEXT)"])
            for steps in [[edited, second], [first], [second, first], [first, first]] {
                do {
                    try await database.migrate(steps)
                    Issue.record("\(steps.map(\.name)) was accepted")
                } catch DatabaseError.invalid {
                }
            }
            try await database.migrate([first, second])
        }
    }

    @Test(arguments: TestStore.allCases)
    func `two processes that start at once do not collide`(store: TestStore) async throws {
        try await store.withLocation { location in
            let steps = (1...6).map { number in
                Self.step(
                    number,
                    [
                        "CREATE TABLE step\(number) (id BIGINT)",
                        "INSERT INTO step\(number) (id) VALUES (1)",
                    ]
                )
            }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<6 {
                    group.addTask {
                        let database = try Database(location)
                        try await database.migrate(steps)
                        await database.close()
                    }
                }
                try await group.waitForAll()
            }
            let database = try Database(location)
            for number in 1...6 {
                #expect(try await database.count("step\(number)") == 1)
            }
            await database.close()
        }
    }
}
