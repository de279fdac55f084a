import AccountsModel
import Attributes
import AudienceModel
import Essentials
import SQLStore
import TestSupport
import Testing

@Suite struct AudienceStoreTests {
    @Test(arguments: TestStore.allCases)
    func `changes are applied once, and their entries leave the log with them`(
        kind: TestStore
    ) async throws {
        try await StoreFixture.with(kind) { fixture in
            let store = SQLAudienceStore(fixture.store)
            let project = try await fixture.project(.standard)
            let source = try await fixture.source(in: project)
            let entry = fixture.entry(project, source)
            try await store.take(IngestIntake(entry: entry))
            #expect(try await store.ingestLog(after: nil, limit: 10) == [entry])
            var changes = AudienceChanges(project: project.id)
            changes.finished = [entry.id]
            changes.added = [fixture.contact(1, source), fixture.contact(2, source)]
            changes.events = [fixture.event(1, of: 1), fixture.event(2, of: 2)]
            changes.aliases = [AudienceAlias(audienceID: "old", heirID: "new")]
            try await store.apply(changes)
            // The answer to the commit was lost: the same changes come again.
            try await store.apply(changes)
            #expect(try await store.ingestLog(after: nil, limit: 10).isEmpty)
            #expect(
                try await store.sourceContacts(of: project.id, after: 1, limit: 10)
                    == [fixture.contact(2, source)]
            )
            #expect(
                try await store.sourceContact("U2", of: source.id, in: project.id)?.number == 2
            )
            #expect(try await store.events([2, 9, 1], of: project.id).map(\.number) == [2, 1])
            #expect(try await store.aliases(of: project.id) == changes.aliases)
        }
    }

    @Test(arguments: TestStore.allCases)
    func `statistics add up and keep the later moments`(kind: TestStore) async throws {
        try await StoreFixture.with(kind) { fixture in
            let store = SQLAudienceStore(fixture.store)
            let project = try await fixture.project(.standard)
            let source = try await fixture.source(in: project)
            for second in [5, 3] as [Int64] {
                var amounts = StreamStatistics()
                amounts.calls = 1
                amounts.itemsAccepted = Int(second)
                amounts.lastCallAt = Timestamp(seconds: second)
                try await store.take(
                    IngestIntake(
                        entry: nil,
                        statistics: .init(
                            dataSource: source.id,
                            project: project.id,
                            amounts: amounts
                        )
                    )
                )
            }
            let sum = try #require(try await store.streamStatistics(of: project.id)[source.id])
            #expect(sum.calls == 2)
            #expect(sum.itemsAccepted == 8)
            #expect(sum.lastCallAt == Timestamp(seconds: 5))
            #expect(sum.lastSuccessAt == nil)
        }
    }

    @Test(arguments: TestStore.allCases)
    func `a full quarantine drops its oldest items and counts them`(
        kind: TestStore
    ) async throws {
        try await StoreFixture.with(kind) { fixture in
            let store = SQLAudienceStore(fixture.store)
            let project = try await fixture.project(.standard)
            let source = try await fixture.source(in: project)
            let items = (0..<10_005).map { fixture.item($0, project, source) }
            try await store.take(IngestIntake(entry: nil, quarantined: items))
            #expect(try await store.quarantineCount(of: source.id, in: project.id) == 10_000)
            let newest = try await store.quarantine(
                of: source.id,
                in: project.id,
                before: nil,
                limit: 2
            )
            #expect(newest == [items[10_004], items[10_003]])
            #expect(try await store.quarantined(items[4].id, in: project.id) == nil)
            let statistics = try await store.streamStatistics(of: project.id)[source.id]
            #expect(statistics?.quarantineDropped == 5)
        }
    }

    @Test(arguments: TestStore.allCases)
    func `a quarantine of large items drops its oldest by their bytes`(
        kind: TestStore
    ) async throws {
        try await StoreFixture.with(kind) { fixture in
            let store = SQLAudienceStore(fixture.store)
            let project = try await fixture.project(.standard)
            let source = try await fixture.source(in: project)
            let other = try await fixture.source(in: project)
            let large = "{\"text\":\"" + String(repeating: "é", count: 1 << 19) + "\"}"
            let items = (0..<70).map { fixture.item($0, project, source, json: large) }
            let untouched = fixture.item(70, project, other, json: large)
            try await store.take(IngestIntake(entry: nil, quarantined: [untouched]))
            for item in items {
                try await store.take(IngestIntake(entry: nil, quarantined: [item]))
            }
            let kept = (64 << 20) / large.utf8.count
            #expect(try await store.quarantineCount(of: source.id, in: project.id) == kept)
            #expect(try await store.quarantineCount(of: other.id, in: project.id) == 1)
            #expect(try await store.quarantined(items[69].id, in: project.id) == items[69])
            #expect(try await store.quarantined(items[0].id, in: project.id) == nil)
            let statistics = try await store.streamStatistics(of: project.id)[source.id]
            #expect(statistics?.quarantineDropped == 70 - kept)
            // A mended item counts with its new size.
            let mended = try await store.mend(
                items[69].id,
                in: project.id,
                json: "{}",
                audit: fixture.audit()
            )
            #expect(mended)
            let next = fixture.item(71, project, source, json: large)
            try await store.take(IngestIntake(entry: nil, quarantined: [next]))
            #expect(try await store.quarantineCount(of: source.id, in: project.id) == kept + 1)
        }
    }

    @Test(arguments: TestStore.allCases)
    func `a data source keeps what was chosen of it, and its deletion revokes its tokens`(
        kind: TestStore
    ) async throws {
        try await StoreFixture.with(kind) { fixture in
            let store = SQLAudienceStore(fixture.store)
            let project = try await fixture.project(.standard)
            _ = try await fixture.source(in: project)
            var source = try await fixture.source(in: project)
            #expect(source.sequence == 2)
            _ = try await fixture.project(.standard)
            #expect(try await store.projectsWithDataSources() == [project.id])
            source.profile.tags = ["a", "b c"]
            source.profile.defaultCountry = "ES"
            source.profile.priority = 7
            try await store.update(source, audit: fixture.audit())
            #expect(try await store.dataSources(of: project.id).last == source)
            source.deletedAt = fixture.clock.now
            let entry = fixture.entry(project, source)
            try await store.delete(source, by: entry, audit: fixture.audit())
            #expect(try await store.dataSources(of: project.id).last?.isLive == false)
            #expect(try await store.ingestLog(after: nil, limit: 10) == [entry])
            await #expect(throws: ServiceError.self) {
                try await store.update(source, audit: fixture.audit())
            }
        }
    }
}

extension StoreFixture {
    func source(in project: Project) async throws -> DataSource {
        let source = DataSource(
            id: ids.next(),
            project: project.id,
            organization: project.organization,
            name: "Source",
            createdAt: clock.now
        )
        try await store.accounts.create(source, audit: audit())
        return try await SQLAudienceStore(store).dataSources(of: project.id)
            .first { $0.id == source.id } ?? source
    }

    func entry(_ project: Project, _ source: DataSource) -> IngestEntry {
        IngestEntry(
            id: ids.next(),
            project: project.id,
            dataSource: source.id,
            itemsCount: 2,
            acceptedAt: clock.now,
            payload: [1, 2, 0, 255]
        )
    }

    fileprivate func contact(_ number: Int64, _ source: DataSource) -> SourceContactRecord {
        SourceContactRecord(
            number: number,
            dataSource: source.id,
            userID: "U\(number)",
            payload: [UInt8(number), 0],
            createdAt: clock.now,
            updatedAt: clock.now
        )
    }

    fileprivate func event(_ number: Int64, of contact: Int64) -> EventRecord {
        EventRecord(
            number: number,
            contact: contact,
            eventID: "E\(number)",
            type: "visit",
            at: clock.now,
            createdAt: clock.now,
            payload: []
        )
    }

    fileprivate func item(
        _ number: Int,
        _ project: Project,
        _ source: DataSource,
        json: String? = nil
    ) -> QuarantinedItem {
        QuarantinedItem(
            id: ids.next(),
            project: project.id,
            dataSource: source.id,
            stream: .contacts,
            json: json ?? "{\"n\":\(number)}",
            code: "test",
            field: "f",
            message: "m",
            at: clock.now
        )
    }
}
