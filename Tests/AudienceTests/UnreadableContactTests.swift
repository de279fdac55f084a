import AccountsModel
import Attributes
import AudienceModel
import Essentials
import TestSupport
import Testing

@testable import Audience

/// What becomes of stored contacts that cannot be read.
@Suite struct UnreadableContactTests {
    private static let payload: [UInt8] = [0xFF, 0xFF, 0xFF]

    @Test(arguments: TestStore.allCases)
    func `a contact that cannot be read is not stored over`(kind: TestStore) async throws {
        try await Self.with(kind) { world, crm in
            try await world.send(
                #"[{"_user_id":"broken","_city":"Lugo"},{"_user_id":"B"}]"#,
                to: crm
            )
            let rows = try await world.audienceStore.sourceContacts(
                of: world.project.id,
                after: 0,
                limit: 10
            )
            #expect(rows.map(\.userID) == ["broken", "B"])
            #expect(rows.first?.payload == Self.payload)
        }
    }

    @Test(arguments: TestStore.allCases)
    func `what was meant for it is in the quarantine, and reported`(kind: TestStore) async throws {
        try await Self.with(kind) { world, crm in
            try await world.send(#"[{"_user_id":"broken","_city":"Lugo","_email":""}]"#, to: crm)
            try await world.sendEvents(
                #"[{"_user_id":"broken","_event_id":"E","_event_type":"visit"}]"#,
                to: crm
            )
            let items = try await world.service.quarantine.items(of: crm)
            #expect(items.map(\.code) == ["contact.unreadable", "contact.unreadable"])
            #expect(items.map(\.stream) == [.events, .contacts])
            #expect(items.last?.json == #"{"_user_id":"broken","_city":"Lugo"}"#)
            let failures = world.observer.failures.withLock { $0 }
            #expect(failures.contains { $0.hasPrefix("load audience: ") })
            #expect(failures.filter { $0.hasPrefix("apply log: ") }.count == 2)
        }
    }

    @Test(arguments: TestStore.allCases)
    func `it can be removed`(kind: TestStore) async throws {
        try await Self.with(kind) { world, crm in
            _ = try await world.service.ingest.removeContact("broken", from: crm, .sync)
            try await world.send(#"[{"_user_id":"broken","_city":"Lugo"}]"#, to: crm)
            let contact = try await world.service.ingest.sourceContact("broken", of: crm)
            #expect(contact.values["_city"] == .text("Lugo"))
        }
    }

    @Test(arguments: TestStore.allCases)
    func `reading it says that it cannot be read`(kind: TestStore) async throws {
        try await Self.with(kind) { world, crm in
            await #expect(throws: ServiceError.self) {
                try await world.service.ingest.sourceContact("broken", of: crm)
            }
            let contact = try await world.contact("broken")
            #expect(contact == nil)
        }
    }

    /// Lends a world whose store has a contact that cannot be read.
    private static func with(
        _ kind: TestStore,
        _ body: (AudienceWorld, DataSource) async throws -> Void
    ) async throws {
        try await AudienceWorld.with(kind) { world in
            let crm = try await world.source()
            var changes = AudienceChanges(project: world.project.id)
            changes.added = [
                SourceContactRecord(
                    number: 1,
                    dataSource: crm.id,
                    userID: "broken",
                    payload: payload,
                    createdAt: world.clock.now,
                    updatedAt: world.clock.now
                )
            ]
            try await world.audienceStore.apply(changes)
            try await body(world, crm)
        }
    }
}
