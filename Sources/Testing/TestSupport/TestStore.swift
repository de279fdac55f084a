public import Database

/// The stores that every suite runs on: `@Test(arguments: TestStore.allCases)`.
public enum TestStore: String, CaseIterable, Sendable {
    /// An SQLite file in a temporary folder.
    case sqlite
    /// A fresh database in the private PostgreSQL server of the process.
    case postgres

    /// Lends an empty location for data.
    public func withLocation<Result>(
        _ body: (DatabaseLocation) async throws -> Result
    ) async throws -> Result {
        switch self {
        case .sqlite:
            let folder = try TemporaryFolder()
            defer { withExtendedLifetime(folder) {} }
            return try await body(.sqlite(path: folder.file("heliograph.db")))
        case .postgres:
            return try await body(try PrivatePostgres.shared().freshDatabase())
        }
    }

    /// Lends an open database with the given schema, and closes it.
    public func withDatabase<Result>(
        _ configuration: DatabaseConfiguration = DatabaseConfiguration(),
        migrations: [Migration] = [],
        _ body: (Database) async throws -> Result
    ) async throws -> Result {
        try await withLocation { location in
            let database = try Database(location, configuration)
            do {
                try await database.migrate(migrations)
                let result = try await body(database)
                await database.close()
                return result
            } catch {
                await database.close()
                throw error
            }
        }
    }
}
