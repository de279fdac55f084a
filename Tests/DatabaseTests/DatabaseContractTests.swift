import Database
import Essentials
import TestSupport
import Testing

@Suite struct DatabaseContractTests {
    static let schema = [
        Migration(
            name: "0001-things",
            statements: [
                """
                CREATE TABLE thing (
                    project_id BIGINT NOT NULL,
                    id {blob} NOT NULL,
                    name {text},
                    size DOUBLE PRECISION,
                    amount BIGINT NOT NULL DEFAULT 0 CHECK (amount >= 0),
                    PRIMARY KEY (project_id, id)
                ) {without_rowid}
                """
            ]
        )
    ]

    @Test(arguments: TestStore.allCases)
    func `a row is written, read, changed and deleted`(store: TestStore) async throws {
        try await store.withDatabase(migrations: Self.schema) { database in
            let inserted = try await database.write { transaction in
                try transaction.execute(
                    "INSERT INTO thing (project_id, id, name, size, amount) "
                        + "VALUES ($1, $2, $3, $4, $5)",
                    [7, .blob([1, 0, 255]), "Ærøskøbing", .real(2.5), 9]
                )
            }
            #expect(inserted == 1)
            let rows = try await database.read { reader in
                try reader.query(
                    "SELECT project_id, id, name, size, amount FROM thing WHERE project_id = $1",
                    [7]
                )
            }
            let row = try #require(rows.first)
            #expect(rows.count == 1)
            #expect(try row.integer(0) == 7)
            #expect(try row.blob(1) == [1, 0, 255])
            #expect(try row.text(2) == "Ærøskøbing")
            #expect(try row.real(3) == 2.5)
            #expect(try row.integer(4) == 9)
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
        }
    }
}
