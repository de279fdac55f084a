import AccountsModel
import Attributes
import Audience
import AudienceModel
import Essentials
import Filters
import JSONCoding
import SQLStore
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(5)))
struct ExportTests {
    private static func userIDs(_ export: ContactExport) async throws -> [String] {
        var userIDs: [String] = []
        while case let batch = try await export.next(), !batch.isEmpty {
            userIDs += batch.map { contact in
                guard case .text(let userID)? = contact.values["_user_id"] else { return "none" }
                return userID
            }
        }
        return userIDs
    }

    private static func people(_ numbers: Range<Int>) -> String {
        let people = numbers.map { #"{"_user_id":"U-\#($0)","_email":"p\#($0)@example.com"}"# }
        return "[\(people.joined(separator: ","))]"
    }

    private static func fill(
        _ world: AudienceWorld,
        _ source: DataSource,
        _ count: Int
    ) async throws {
        for start in stride(from: 0, to: count, by: 100) {
            try await world.send(people(start..<min(start + 100, count)), to: source)
        }
    }

    @Test(arguments: TestStore.allCases)
    func `all contacts are exported once, in the order of arrival`(store: TestStore) async throws {
        try await AudienceWorld.with(store) { world in
            let source = try await world.source()
            try await Self.fill(world, source, 250)
            let all = try await world.service.exports.contacts(
                .everyone,
                in: world.project,
                by: "test"
            )
            #expect(all.total == 250)
            #expect(try await Self.userIDs(all) == (0..<250).map { "U-\($0)" })
            #expect(try await all.next().isEmpty)
            let filter = try await world.filter(
                """
                {"type":"attribute_condition","key":"_email","operator":"ends-with",
                "values":["7@example.com"]}
                """
            )
            let some = try await world.service.exports.contacts(
                filter,
                in: world.project,
                by: "test"
            )
            #expect(some.total == 25)
            #expect(try await Self.userIDs(some) == (0..<25).map { "U-\($0 * 10 + 7)" })
        }
    }

    @Test(arguments: 0..<6)
    func `nobody is skipped or shown twice while data moves`(seed: Int) async throws {
        try await AudienceWorld.with(.sqlite) { world in
            var generator = SeededGenerator(seed: UInt64(seed))
            let crm = try await world.source("CRM")
            let shop = try await world.source("Shop")
            try await world.merge(by: ["_email"])
            try await Self.fill(world, crm, 350)
            let export = try await world.service.exports.contacts(
                .everyone,
                in: world.project,
                by: "test"
            )
            var shown: [String] = []
            var erased: Set<String> = []
            var joined: Set<String> = []
            while case let batch = try await export.next(), !batch.isEmpty {
                for contact in batch {
                    guard case .text(let userID)? = contact.values["_user_id"] else { continue }
                    shown.append(userID)
                }
                // New ones, changed ones, two that become one, and one that leaves.
                try await world.send(Self.people(1000..<1010), to: crm)
                let changed = Int.random(in: 0..<350, using: &generator)
                try await world.send(
                    #"[{"_user_id":"U-\#(changed)","_city":"Vigo"}]"#,
                    to: crm
                )
                let pair = (0..<2).map { _ in Int.random(in: 0..<350, using: &generator) }
                try await world.send(
                    #"[{"_user_id":"S-\#(pair[0])","_email":["p\#(pair[0])@example.com"]}]"#,
                    to: shop
                )
                try await world.send(
                    #"[{"_user_id":"U-\#(pair[1])","_email":"p\#(pair[0])@example.com"}]"#,
                    to: crm
                )
                joined.formUnion(["U-\(pair[0])", "U-\(pair[1])", "S-\(pair[0])"])
                let leaver = "U-\(Int.random(in: 0..<350, using: &generator))"
                if let contact = try await world.contact(leaver) {
                    _ = try await world.service.actions.erase(
                        contact.id,
                        in: world.project.id,
                        by: "test"
                    )
                    erased.insert(leaver)
                    if joined.contains(leaver) { erased.formUnion(joined) }
                }
            }
            let expected = Set((0..<350).map { "U-\($0)" })
            #expect(Set(shown).count == shown.count, "twice: seed \(seed)")
            // Who joined another goes by one of the names; who was erased may be gone.
            #expect(expected.subtracting(shown).isSubset(of: erased.union(joined)))
            #expect(Set(shown).subtracting(expected).isSubset(of: joined))
        }
    }

    @Test(arguments: TestStore.allCases)
    func `events go by the user id under which their person is exported`(
        store: TestStore
    ) async throws {
        try await AudienceWorld.with(store) { world in
            let crm = try await world.source("CRM", priority: 200)
            let shop = try await world.source("Shop", priority: 100)
            try await world.merge(by: ["_email"])
            try await world.send(#"[{"_user_id":"C-1","_email":"a@example.com"}]"#, to: crm)
            try await world.send(
                #"[{"_user_id":"S-1","_email":"a@example.com"},{"_user_id":"S-2"}]"#,
                to: shop
            )
            try await world.sendEvents(
                """
                [{"_user_id":"S-1","_event_id":"e1","_event_type":"page_view",
                  "_event_parameters":{"url":"https://example.com"}},
                 {"_user_id":"S-2","_event_id":"e2","_event_type":"visit",
                  "_event_date":"2026-01-02T03:04:05Z"}]
                """,
                to: shop
            )
            let all = try await world.service.exports.events(
                .everything,
                in: world.project,
                by: "test"
            )
            #expect(all.total == 2)
            let events = try await all.next()
            #expect(events.map(\.userID) == ["C-1", "S-2"])
            #expect(events.map(\.event.eventID) == ["e1", "e2"])
            #expect(try await all.next().isEmpty)
            let filter = try await world.eventFilter(
                """
                {"type":"event_condition","key":"event-type","operator":"in","values":["visit"]}
                """
            )
            let some = try await world.service.exports.events(filter, in: world.project, by: "test")
            #expect(try await some.next().map(\.event.eventID) == ["e2"])
            #expect(some.total == 1)
        }
    }

    @Test func `thousands of events come in the order of arrival`() async throws {
        try await AudienceWorld.with(.sqlite) { world in
            let source = try await world.source()
            try await world.send(#"[{"_user_id":"U-1"}]"#, to: source)
            for start in stride(from: 0, to: 1200, by: 100) {
                let events = (start..<start + 100).map {
                    #"{"_user_id":"U-1","_event_id":"e\#($0)","_event_type":"visit"}"#
                }
                try await world.sendEvents("[\(events.joined(separator: ","))]", to: source)
            }
            let export = try await world.service.exports.events(
                .everything,
                in: world.project,
                by: "test"
            )
            var ids: [String] = []
            while case let batch = try await export.next(), !batch.isEmpty {
                ids += batch.map(\.event.eventID)
            }
            #expect(ids == (0..<1200).map { "e\($0)" })
        }
    }

    @Test func `an organization's exports keep none of another from starting`() async throws {
        var configuration = AudienceConfiguration()
        configuration.exportsPerOrganization = 2
        try await AudienceWorld.with(.sqlite, configuration: configuration) { world in
            let exports = world.service.exports
            var held: [ContactExport] = []
            for _ in 0..<2 {
                held.append(
                    try await exports.contacts(.everyone, in: world.project, by: "noa")
                )
            }
            do throws(ServiceError) {
                _ = try await exports.contacts(.everyone, in: world.project, by: "noa")
                Issue.record("a third export was started")
            } catch {
                if case .exhausted = error {} else { Issue.record("\(error)") }
            }
            let other = try await world.otherOrganizationsProject()
            _ = try await exports.contacts(.everyone, in: other, by: "noa")
            #expect(held.count == 2)
        }
    }

    @Test func `a few exports run at once, and each is in the audit log`() async throws {
        var configuration = AudienceConfiguration()
        configuration.exports = 2
        try await AudienceWorld.with(.sqlite, configuration: configuration) { world in
            var held: [ContactExport] = []
            for _ in 0..<2 {
                held.append(
                    try await world.service.exports.contacts(
                        .everyone,
                        in: world.project,
                        by: "noa"
                    )
                )
            }
            await #expect(throws: ServiceError.self) {
                _ = try await world.service.exports.contacts(
                    .everyone,
                    in: world.project,
                    by: "noa"
                )
            }
            held.removeLast()
            _ = try await world.service.exports.events(.everything, in: world.project, by: "noa")
            let log = try await world.store.accounts.auditLog(limit: 10)
            #expect(log.filter { $0.action == "audience.export" && $0.actor == "noa" }.count == 3)
            #expect(log.first?.details == "0 events")
        }
    }
}
