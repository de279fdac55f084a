import AccountsModel
import Audience
import AudienceModel
import Essentials
import SQLStore
import TestSupport
import Testing

/// Whether what is stored of an audience is whole.
@Suite struct InspectionTests {
    @Test(arguments: TestStore.allCases)
    func `nothing is found in what ingest left, whatever was done`(
        kind: TestStore
    ) async throws {
        try await AudienceWorld.with(kind) { world in
            let (crm, shop) = (try await world.source("CRM"), try await world.source("Shop"))
            try await world.merge(by: ["_email"])
            for source in [crm, shop] {
                try await world.send(
                    #"[{"_user_id":"A","_email":"a@example.com"},{"_user_id":"B"}]"#,
                    to: source
                )
                try await world.sendEvents(
                    #"[{"_user_id":"A","_event_id":"E","_event_type":"visit"}]"#,
                    to: source
                )
            }
            _ = try await world.service.ingest.removeContact("B", from: crm, .sync)
            try await world.service.sources.delete(shop, by: "test")
            try await world.settle()
            #expect(try await world.store.diagnosis.findings().isEmpty)
            let inspection = try await world.service.inspector.inspect(world.project.id)
            #expect(inspection.findings.isEmpty)
            #expect(inspection.contacts == 2)
            #expect(inspection.people == 2)
            #expect(inspection.events == 1)
        }
    }

    @Test(arguments: TestStore.allCases)
    func `what does not fit together is told`(kind: TestStore) async throws {
        try await AudienceWorld.with(kind) { world in
            let crm = try await world.source()
            var changes = AudienceChanges(project: world.project.id)
            changes.added = [
                SourceContactRecord(
                    number: 1,
                    dataSource: crm.id,
                    userID: "broken",
                    payload: [0xFF, 0xFF, 0xFF],
                    createdAt: world.clock.now,
                    updatedAt: world.clock.now
                )
            ]
            changes.events = [(1, 1, "E"), (2, 1, "E"), (3, 9, "F")].map { number, contact, id in
                EventRecord(
                    number: number,
                    contact: contact,
                    eventID: id,
                    type: "visit",
                    at: world.clock.now,
                    createdAt: world.clock.now,
                    payload: []
                )
            }
            try await world.audienceStore.apply(changes)
            let sentences = try await world.store.diagnosis.findings().map(\.sentence)
            #expect(sentences.contains("data source \(crm.id) counts 0 contacts, but 1 are there"))
            #expect(sentences.contains("event E of data source \(crm.id) is there 2 times"))
            #expect(sentences.contains { $0.contains("contacts that are not there") })
            let inspection = try await world.service.inspector.inspect(world.project.id)
            #expect(inspection.contacts == 0)
            #expect(
                inspection.findings.map(\.sentence) == [
                    "1 contacts cannot be read; one is broken",
                    "3 events cannot be read; one is E",
                ]
            )
        }
    }
}
