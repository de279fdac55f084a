import Essentials
import TestSupport
import Testing

/// What must hold of the audience after crashes, seen from outside.
struct IngestCrashLedger {
    let world: IngestCrashWorld
    let knowledge: IngestCrashKnowledge

    /// Waits until everything is applied, then checks every promise.
    func close() async throws {
        let server = world.tenant.server
        try await waitUntil(within: .seconds(60)) {
            try await server.run(["doctor"]).json.waiting.ingest == 0
        }
        #expect(knowledge.unexpected.isEmpty, "\(knowledge.unexpected.prefix(5))")
        let names = knowledge.histories.keys.sorted()
        let state = try await IngestCrashState(of: world, names: names)
        let refused = try await refusedItems()
        expectHistories(state, refused)
        expectEveryRefusal(refused)
        expectPeople(state)
        try await expectSearchesFind(state)
        try await expectStatistics(state, refused)
        let doctor = try await server.run(["doctor", "--audience"])
        #expect(doctor.status == 0, "\(String(decoding: doctor.output, as: UTF8.self))")
        let audience = doctor.json.audiences.elements.first {
            $0.project.string == world.tenant.project
        }
        #expect(audience?.contacts == .number(Double(state.contacts.count)))
        #expect(audience?.people == .number(Double(state.people.count)))
        #expect(audience?.events == .number(Double(state.events.count)))
        // Another start makes the audience anew from what is stored.
        try await server.kill()
        try await server.start()
        let rebuilt = try await IngestCrashState(of: world, names: names)
        #expect(rebuilt.people == state.people)
        #expect(rebuilt.events == state.events)
        #expect(rebuilt.figures == state.figures)
        print(
            "ingest crash test on \(server.store):"
                + " \(knowledge.figures.map(\.calls.answered).reduce(0, +)) calls,"
                + " \(knowledge.abandoned) given up, \(knowledge.postponed) postponed,"
                + " \(state.contacts.count) contacts, \(state.people.count) people,"
                + " \(state.events.count) events, \(refused.joined().count) refused"
        )
    }

    // MARK: Contacts and events

    /// Each contact and its events are what the calls made of them.
    private func expectHistories(_ state: IngestCrashState, _ refused: [[JSON]]) {
        var attempts: [String: Int] = [:]
        for event in refused.joined().compactMap(\._event_id.string) {
            attempts[event, default: 0] += 1
        }
        let events = state.events(world.sources)
        var wrongs: [String] = []
        for (name, history) in knowledge.histories {
            let contact = state.contacts[name]
            wrongs += history.findings(
                version: contact?.version,
                events: events[name] ?? [],
                refused: attempts
            ).map { "\(name): \($0)" }
            guard let contact, let version = contact.version else { continue }
            let values = name.values(version)
            let isWhole =
                contact.values._first_name.string == values.first
                && contact.values._email.string == values.email
                && contact.values._phone_mobile.string == values.phone
            if !isWhole { wrongs.append("\(name) has not all of version \(version)") }
        }
        let strangers = Set(events.keys).subtracting(knowledge.histories.keys)
        #expect(wrongs.isEmpty, "\(wrongs.count): \(wrongs.prefix(10))")
        #expect(strangers.isEmpty, "events of nobody: \(strangers)")
        #expect(state.events.count == state.eventRows, "an event was shown twice")
        let ids = state.events.values.compactMap(\.eventId.string)
        #expect(state.figures.all["value"] == .number(Double(ids.count)))
        let sum = ids.map { IngestCrashCall.Item.amount(of: $0) }.reduce(0, +)
        #expect(state.figures.sum["value"] == .number(Double(sum)))
    }

    /// The items in the quarantine of each data source.
    private func refusedItems() async throws -> [[JSON]] {
        var refused: [[JSON]] = []
        for source in world.sources {
            var items: [JSON] = []
            while true {
                let before = items.last?.id.string.map { ["--before", $0] } ?? []
                let page = try await world.tenant.server.run(
                    ["quarantine", "list", "--project", world.tenant.project] + before
                        + ["--datasource", source.id, "--limit", "1000"]
                ).json.elements
                items += page
                if page.count < 1000 { break }
            }
            refused.append(items.map { JSON(Array(($0.item.string ?? "").utf8)) })
        }
        return refused
    }

    /// Bad items lie in the quarantine as often as they were refused, and no others do.
    private func expectEveryRefusal(_ refused: [[JSON]]) {
        var found: [String: Int] = [:]
        for item in refused.joined() { found[item._user_id.string ?? "", default: 0] += 1 }
        var wrongs: [String] = []
        for (id, count) in knowledge.bad where !count.possible.contains(found[id] ?? 0) {
            wrongs.append("\(id) is there \(found[id] ?? 0) times, not \(count.possible)")
        }
        let events = Set(refused.joined().compactMap(\._event_id.string))
        let lost = knowledge.refusedEvents.subtracting(events)
        wrongs += lost.map { "\($0) was refused and is not there" }
        let users = Set(knowledge.histories.keys.map(\.userID))
        for id in found.keys where knowledge.bad[id] == nil && !users.contains(id) {
            wrongs.append("\(id) was never sent")
        }
        #expect(wrongs.isEmpty, "\(wrongs.count): \(wrongs.prefix(10))")
    }
}
