import AccountsModel
import Attributes
import AudienceModel
import Database
import Essentials
import TestSupport
import Testing

@testable import SQLStore

@Suite struct PersonalDataTests {
    private static let name = "person-4711"

    @Test(arguments: TestStore.allCases)
    func `every table of the schema has a policy, and every policy a table`(
        kind: TestStore
    ) async throws {
        try await StoreFixture.with(kind) { fixture in
            let listed = PersonalData.tables.map(\.table)
            let tables = try await fixture.tables(kind)
            #expect(listed.sorted() == tables)
        }
    }

    @Test func `a table with personal data says what an erasure does to it`() {
        for policy in PersonalData.tables {
            #expect((policy.personalData == nil) == (policy.erasure == nil), "\(policy.table)")
        }
    }

    @Test func `a table that names, quotes or numbers somebody is listed as personal`()
        async throws
    {
        let telling: Set = [
            "actor", "content", "delivered_text", "destination", "email", "excerpt", "handset",
            "inbound_from", "inbound_text", "json", "origin", "payload", "phone", "recipient",
            "text", "user_id",
        ]
        try await StoreFixture.with(.sqlite) { fixture in
            for policy in PersonalData.tables
            where policy.personalData == nil {
                let found = try await fixture.columns(of: policy.table).filter(telling.contains)
                #expect(found.isEmpty, "\(policy.table) has \(found)")
            }
        }
    }

    @Test(arguments: TestStore.allCases)
    func `an erasure removes the person from every table that it is said to touch`(
        kind: TestStore
    ) async throws {
        try await StoreFixture.with(kind) { fixture in
            let erased = PersonalData.tables.filter { $0.erasure == .removed }.map(\.table)
            let changes = try await fixture.fill(with: Self.name)
            for table in erased {
                let count = try await fixture.rows(of: table, mentioning: Self.name)
                #expect(count > 0, "this test must mention the person in \(table)")
            }
            try await SQLAudienceStore(fixture.store).apply(changes)
            for table in erased {
                let count = try await fixture.rows(of: table, mentioning: Self.name)
                #expect(count == 0, "\(table) still mentions the person")
            }
        }
    }
}

extension StoreFixture {
    /// The tables of the schema, by name.
    fileprivate func tables(_ kind: TestStore) async throws -> [String] {
        let query =
            switch kind {
            case .sqlite:
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
            case .postgres:
                """
                SELECT CAST(tablename AS TEXT) FROM pg_tables
                WHERE schemaname = current_schema()
                """
            }
        return try await store.database.read { try $0.query(query).map { try $0.text(0) } }.sorted()
    }

    /// The columns of a table of SQLite, by name.
    fileprivate func columns(of table: String) async throws -> [String] {
        try await store.database.read { reader in
            try reader.query("SELECT name FROM pragma_table_info($1)", [.text(table)])
                .map { try $0.text(0) }
        }
    }

    /// How many rows of a table have the text in any of their columns.
    fileprivate func rows(of table: String, mentioning text: String) async throws -> Int {
        try await store.database.read { reader in
            try reader.query("SELECT * FROM \(table)").count { row in
                (0..<row.count).contains { column in
                    switch row[column] {
                    case .text(let value): value.contains(text)
                    case .blob(let bytes): String(decoding: bytes, as: UTF8.self).contains(text)
                    default: false
                    }
                }
            }
        }
    }

    /// Mentions a person wherever the audience may, and returns the changes that erase the person.
    fileprivate func fill(with name: String) async throws -> AudienceChanges {
        let project = try await project(.standard)
        let source = try await source(in: project)
        let audience = SQLAudienceStore(store)
        let (payload, now) = (Array(name.utf8), clock.now)
        let entries = [ids.next(), ids.next()].map {
            IngestEntry(
                id: $0,
                project: project.id,
                dataSource: source.id,
                itemsCount: 1,
                acceptedAt: now,
                payload: payload
            )
        }
        for entry in entries { try await audience.take(IngestIntake(entry: entry)) }
        var known = AudienceChanges(project: project.id)
        known.finished = [entries[0].id]
        known.added = [
            SourceContactRecord(
                number: 1,
                dataSource: source.id,
                userID: name,
                payload: payload,
                createdAt: now,
                updatedAt: now
            )
        ]
        known.events = [
            EventRecord(
                number: 1,
                contact: 1,
                eventID: "E1",
                type: "visit",
                at: now,
                createdAt: now,
                payload: payload
            )
        ]
        known.aliases = [AudienceAlias(audienceID: "old \(name)", heirID: name)]
        known.quarantined = [refusedItem(name, project, source)]
        try await audience.apply(known)
        try await addImportProblem(name, project)

        var erasure = AudienceChanges(project: project.id)
        erasure.finished = [entries[1].id]
        erasure.removedContacts = [1]
        erasure.removedEvents = [1]
        erasure.removedAliases = known.aliases.map(\.audienceID)
        erasure.erasures = [
            Erasure(
                receipt: ErasureReceipt(
                    id: entries[1].id,
                    project: project.id,
                    audienceID: "new",
                    contactsCount: 1,
                    eventsCount: 1,
                    quarantinedCount: 0,
                    actor: "test",
                    at: now
                ),
                texts: [name]
            )
        ]
        return erasure
    }

    private func refusedItem(
        _ name: String,
        _ project: Project,
        _ source: DataSource
    ) -> QuarantinedItem {
        QuarantinedItem(
            id: ids.next(),
            project: project.id,
            dataSource: source.id,
            stream: .contacts,
            json: "{\"_user_id\":\"\(name)\"}",
            code: "test",
            field: "f",
            message: "m",
            at: clock.now
        )
    }

    private func addImportProblem(_ name: String, _ project: Project) async throws {
        let job = SQLValue(ids.next())
        let problem = ImportProblem(
            number: 1,
            row: 1,
            column: "c",
            code: "test",
            message: "m",
            excerpt: "a;\(name);b"
        )
        try await store.database.write { transaction in
            try transaction.insertMany(
                into: "import_problem",
                columns: ["project_id", "import_id"] + ImportProblem.columns.names,
                rows: [[SQLValue(project.id), job] + ImportProblem.columns.values(of: problem)]
            )
        }
    }
}
