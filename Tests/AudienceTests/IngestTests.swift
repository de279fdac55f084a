import AccountsModel
import Attributes
import Audience
import AudienceModel
import Essentials
import TestSupport
import Testing

@Suite struct IngestTests {
    @Test func `an item that is refused leaves no names behind`() async throws {
        try await AudienceWorld.with(.sqlite) { world in
            let crm = try await world.source()
            try await world.send(
                #"""
                [{"_user_id":"U1","good":1},{"_user_id":"U2","bad":1,"_email":"nowhere"},
                 {"_user_id":"U3","also":"x","good":2}]
                """#,
                to: crm
            )
            func names() async throws -> Set<String> {
                let all = try await world.service.catalogue.attributes(of: world.project.id)
                return Set(all.map(\.definition.uid)).intersection(["good", "bad", "also"])
            }
            #expect(try await names() == ["good", "also"])
            let events = try await world.sendEvents(
                #"""
                [{"_user_id":"U1","_event_id":"E1","_event_type":"kind",
                  "_event_parameters":{"size":1}},
                 {"_user_id":"U1","_event_id":"E2","_event_type":"other","_event_date":"soon"}]
                """#,
                to: crm
            )
            #expect(events.items.map(\.errors.isEmpty) == [true, false])
            let types = try await world.service.catalogue.eventTypes(of: world.project.id).map(
                \.uid
            )
            #expect(types.contains("kind"))
            #expect(!types.contains("other"))
        }
    }

    @Test(arguments: TestStore.allCases)
    func `a contact that came in is read under its audience id`(kind: TestStore) async throws {
        try await AudienceWorld.with(kind) { world in
            let crm = try await world.source()
            let report = try await world.send(
                #"""
                [{"_user_id":"U-1","_first_name":"Noa","_last_name":"Vidal",
                "_email":"Noa@Example.com ","_phone_mobile":"600 000 001"}]
                """#,
                to: crm
            )
            #expect(report.acceptedCount == 1)
            let found = try #require(try await world.contact("U-1"))
            let contact = try await world.service.contacts.find(found.id, in: world.project.id)
            #expect(contact.values["_email"] == .text("noa@example.com"))
            #expect(contact.values["_phone_mobile"] == .text("+34600000001"))
            #expect(contact.values["_full_name"] == .text("Noa Vidal"))
            #expect(contact.id.count == 32)
            for phone in ["600000001", "0034 600 000 001", "34600000001", "+34-600-000-001"] {
                #expect(
                    try await world.service.contacts.find(phone: phone, in: world.project.id)
                        .map(\.id) == [contact.id]
                )
            }
            #expect(
                try await world.service.contacts.find(
                    email: "NOA@example.com",
                    in: world.project.id
                )
                .map(\.id) == [contact.id]
            )
        }
    }

    @Test(arguments: TestStore.allCases)
    func `two sources with one user id are one contact, and un-merge exactly`(
        kind: TestStore
    ) async throws {
        try await AudienceWorld.with(kind) { world in
            let crm = try await world.source("CRM", priority: 50)
            let shop = try await world.source("Shop", priority: 100)
            try await world.send(
                #"[{"_user_id":"U-1","_first_name":"Noa","_city":"Vigo"}]"#,
                to: crm
            )
            let before = try #require(try await world.contact("U-1"))
            try await world.send(#"[{"_user_id":"U-1","_first_name":"Noah"}]"#, to: shop)
            let merged = try #require(try await world.contact("U-1"))
            #expect(merged.values["_first_name"] == .text("Noah"))
            #expect(merged.values["_city"] == .text("Vigo"))
            #expect(merged.members.map(\.dataSource) == [crm.id, shop.id])
            _ = try await world.service.ingest.removeContact("U-1", from: shop, .sync)
            let after = try #require(try await world.contact("U-1"))
            #expect(after.values["_first_name"] == .text("Noa"))
            #expect(after.id == before.id)
            #expect(
                try await world.service.contacts.find(merged.id, in: world.project.id).id
                    == after.id
            )
        }
    }

    @Test(arguments: TestStore.allCases)
    func `missing keeps, null clears, and an empty text keeps`(kind: TestStore) async throws {
        try await AudienceWorld.with(kind) { world in
            let crm = try await world.source()
            try await world.send(
                #"[{"_user_id":"U","_city":"Vigo","_first_name":"Noa","_last_name":"Vidal"}]"#,
                to: crm
            )
            try await world.send(#"[{"_user_id":"U","_city":null,"_first_name":""}]"#, to: crm)
            let values = try #require(try await world.contact("U")).values
            #expect(values["_city"] == nil)
            #expect(values["_first_name"] == .text("Noa"))
            #expect(values["_last_name"] == .text("Vidal"))
        }
    }

    @Test(arguments: TestStore.allCases)
    func `what was accepted is applied after a restart, once`(kind: TestStore) async throws {
        try await kind.withLocation { location in
            // A process that never applies: it dies with everything in the log.
            try await AudienceWorld.with(location, starts: false) { world in
                let crm = try await world.source()
                try await world.send(#"[{"_user_id":"U-1","visits":1}]"#, to: crm, [])
                try await world.send(#"[{"_user_id":"U-1","visits":2}]"#, to: crm, [])
                try await world.sendEvents(
                    #"[{"_user_id":"U-1","_event_id":"E-1","_event_type":"visit"}]"#,
                    to: crm,
                    []
                )
            }
            for start in 2...3 {
                try await AudienceWorld.with(location, process: UInt64(start)) { world in
                    try await waitUntil {
                        try await world.audienceStore.ingestLog(after: nil, limit: 1).isEmpty
                    }
                    let contact = try #require(try await world.contact("U-1"))
                    #expect(contact.values["visits"] == .decimal(2))
                    let events = try await world.service.contacts.timeline(
                        of: contact.id,
                        in: world.project
                    )
                    #expect(events.totalHits == 1)
                    #expect(events.rows.first?.eventID == "E-1")
                }
            }
        }
    }

    @Test func `a server fills its memory before anybody asks`() async throws {
        try await TestStore.sqlite.withLocation { location in
            try await AudienceWorld.with(location) { world in
                let crm = try await world.source()
                try await world.send(#"[{"_user_id":"U-1"},{"_user_id":"U-2"}]"#, to: crm)
            }
            try await AudienceWorld.with(location, process: 2) { world in
                world.service.openAll()
                try await waitUntil { !world.observer.loads.withLock { $0.isEmpty } }
                #expect(world.observer.loads.withLock { $0.first?.contacts } == 2)
            }
        }
    }

    @Test(arguments: TestStore.allCases)
    func `an event id counts once for ever, and events follow merged contacts`(
        kind: TestStore
    ) async throws {
        try await AudienceWorld.with(kind) { world in
            let crm = try await world.source("CRM")
            let shop = try await world.source("Shop")
            let event = #"[{"_user_id":"U","_event_id":"E","_event_type":"visit","_user_data":{}}]"#
            for source in [crm, crm, shop] { try await world.sendEvents(event, to: source) }
            let contact = try #require(try await world.contact("U"))
            let timeline = try await world.service.contacts.timeline(
                of: contact.id,
                in: world.project
            )
            #expect(timeline.totalHits == 2)
            #expect(Set(timeline.rows.map(\.contact.dataSource)) == [crm.id, shop.id])
        }
    }

    @Test(arguments: TestStore.allCases)
    func `an event of nobody is refused and kept`(kind: TestStore) async throws {
        try await AudienceWorld.with(kind) { world in
            let crm = try await world.source()
            try await world.send(#"[{"_user_id":"A"}]"#, to: crm)
            let report = try await world.sendEvents(
                #"[{"_user_id":"B","_event_id":"E","_event_type":"visit"}]"#,
                to: crm
            )
            #expect(report.items.first?.errors.first?.code == "contact.unknown")
            let kept = try await world.service.quarantine.items(of: crm)
            #expect(kept.map(\.code) == ["contact.unknown"])
            try await world.send(#"[{"_user_id":"B"}]"#, to: crm)
            let again = try await world.service.quarantine.replay(
                kept.map(\.id),
                in: world.project.id,
                by: "test"
            )
            #expect(again.acceptedCount == 1)
            #expect(try await world.service.quarantine.items(of: crm).isEmpty)
        }
    }

    @Test(arguments: TestStore.allCases)
    func `a deleted data source leaves, and its contacts with it`(kind: TestStore) async throws {
        var configuration = AudienceConfiguration()
        configuration.itemsPerTransaction = 3
        try await AudienceWorld.with(kind, configuration: configuration) { world in
            let crm = try await world.source("CRM")
            let shop = try await world.source("Shop")
            for number in 1...10 {
                try await world.send("[{\"_user_id\":\"U\(number)\"}]", to: crm)
            }
            try await world.send(#"[{"_user_id":"U1"}]"#, to: shop)
            try await world.service.sources.delete(crm, by: "test")
            try await waitUntil { try await world.contact("U2") == nil }
            try await waitUntil {
                try await world.audienceStore.ingestLog(after: nil, limit: 1).isEmpty
            }
            #expect(try await world.contact("U1")?.members.map(\.dataSource) == [shop.id])
            await #expect(throws: ServiceError.self) {
                try await world.send(#"[{"_user_id":"U1"}]"#, to: crm)
            }
            #expect(
                try await world.audienceStore.sourceContacts(
                    of: world.project.id,
                    after: 0,
                    limit: 100
                ).map(\.dataSource) == [shop.id]
            )
        }
    }

    @Test(arguments: TestStore.allCases)
    func `an opt-out is stronger than any source and stays on each after un-merging`(
        kind: TestStore
    ) async throws {
        try await AudienceWorld.with(kind) { world in
            let crm = try await world.source("CRM")
            let shop = try await world.source("Shop")
            for source in [crm, shop] {
                try await world.send(
                    #"[{"_user_id":"U","_is_subscribed_sms":true}]"#,
                    to: source
                )
            }
            let contact = try #require(try await world.contact("U"))
            _ = try await world.service.actions.perform(
                ContactAction(.smsUnsubscribe, contact.id, reason: "asked", actor: "test"),
                in: world.project.id,
                .sync
            )
            let values = try await world.contact("U")?.values
            #expect(values?["_is_subscribed_sms"] == .bool(false))
            #expect(values?["_date_unsubscribed_sms"] == .moment(world.clock.now))
            for source in [crm, shop] {
                try await world.send(
                    #"[{"_user_id":"U","_is_subscribed_sms":true,"_city":"Vigo"}]"#,
                    to: source
                )
                #expect(try await world.contact("U")?.values["_is_subscribed_sms"] == .bool(false))
            }
            _ = try await world.service.ingest.removeContact("U", from: crm, .sync)
            #expect(try await world.contact("U")?.values["_is_subscribed_sms"] == .bool(false))
            let lineage = try await world.service.contacts.lineage(
                of: contact.id,
                in: world.project.id
            )
            let origin = try #require(
                lineage.values.first { $0.attribute == "_is_subscribed_sms" }
            )
            #expect(origin.sources.first?.platformReason == "sms-unsubscribe")
            #expect(origin.beaten.map(\.value) == [.bool(true)])
        }
    }

    @Test(arguments: TestStore.allCases)
    func `an erased person leaves no trace, and a receipt proves it`(
        kind: TestStore
    ) async throws {
        try await AudienceWorld.with(kind) { world in
            let crm = try await world.source("CRM")
            try await world.send(
                #"[{"_user_id":"U-1","_email":"a@example.com"},{"_user_id":"V"}]"#,
                to: crm
            )
            try await world.sendEvents(
                #"""
                [{"_user_id":"U-1","_event_id":"E","_event_type":"visit"},
                {"_user_id":"U-1","_event_id":7}]
                """#,
                to: crm
            )
            let contact = try #require(try await world.contact("U-1"))
            let receipt = try await world.service.actions.erase(
                contact.id,
                in: world.project.id,
                by: "test"
            )
            #expect(receipt.contactsCount == 1)
            #expect(receipt.eventsCount == 1)
            #expect(receipt.quarantinedCount == 1)
            #expect(try await world.contact("U-1") == nil)
            #expect(try await world.contact("V") != nil)
            await #expect(throws: ServiceError.self) {
                try await world.service.contacts.find(contact.id, in: world.project.id)
            }
        }
    }
}
