import Database
import Essentials
import TestSupport

/// The schema that the suites of the database share.
enum Fixture {
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
                    flag SMALLINT NOT NULL DEFAULT 0,
                    PRIMARY KEY (project_id, id)
                ) {without_rowid}
                """,
                "CREATE TABLE note (id {bigserial}, body {text} NOT NULL)",
                """
                CREATE TABLE part (
                    id BIGINT NOT NULL PRIMARY KEY,
                    whole BIGINT REFERENCES part (id) DEFERRABLE INITIALLY DEFERRED,
                    near BIGINT REFERENCES part (id)
                )
                """,
                "CREATE TABLE counter (id BIGINT NOT NULL PRIMARY KEY, value BIGINT NOT NULL)",
            ]
        )
    ]

    static let thingColumns = ["project_id", "id", "name", "size", "amount", "flag"]

    static func thing(_ number: Int, amount: Int64 = 1) -> [SQLValue] {
        [
            1, .blob(Array("thing \(number)".utf8)), .text("Thing \(number)"), .real(0.5),
            .integer(amount), 1,
        ]
    }
}

extension Database {
    func count(_ table: String) async throws -> Int64 {
        try await read { try $0.query("SELECT count(*) FROM \(table)")[0].integer(0) }
    }

    func insertNote(_ body: String, _ lane: Lane = .interactive) async throws {
        try await write(lane) { transaction in
            _ = try transaction.execute("INSERT INTO note (body) VALUES ($1)", [.text(body)])
        }
    }
}

struct OwnError: Error, Equatable {
    var number = 0
}
