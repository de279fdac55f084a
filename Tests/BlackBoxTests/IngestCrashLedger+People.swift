import TestSupport
import Testing

/// Who is one person, how each is found, and what the data sources say of themselves.
extension IngestCrashLedger {
    /// People are exactly the contacts that share a user id, an address or a phone.
    func expectPeople(_ state: IngestCrashState) {
        var groups = Groups(state.contacts.keys.sorted())
        for (name, contact) in state.contacts {
            groups.join(name, by: "user " + name.userID)
            if let email = contact.values._email.string { groups.join(name, by: email) }
            if let phone = contact.values._phone_mobile.string { groups.join(name, by: phone) }
        }
        var shown: [String: Set<IngestCrashName>] = [:]
        for (name, contact) in state.contacts {
            shown[contact.audienceID, default: []].insert(name)
        }
        #expect(Set(shown.values) == Set(groups.all), "other people than the values make")
        #expect(Set(shown.keys) == Set(state.people.keys))
        for (id, person) in state.people {
            let members = shown[id] ?? []
            #expect(
                person.dsContactIds.elements.compactMap(\.string).sorted()
                    == members.map(\.userID).sorted()
            )
            // The data source of higher priority prevails.
            let best = members.map(\.source).max()
            let names = members.filter { $0.source == best }
                .compactMap { state.contacts[$0]?.values._first_name.string }
            let first = person.attributesData._first_name.string
            #expect(names.contains(first ?? ""), "\(id) is called \(first ?? "nothing")")
        }
    }

    /// Each contact is found by its user id, its address and its phone.
    func expectSearchesFind(_ state: IngestCrashState) async throws {
        var lost: [String] = []
        for (name, contact) in state.contacts {
            var paths = ["user/\(name.userID)"]
            if let email = contact.values._email.string { paths.append("email/\(email)") }
            if let phone = contact.values._phone_mobile.string { paths.append("phone/\(phone)") }
            for path in paths {
                let found = try await world.tenant.read("/audience/search/\(path)").json
                if found.entity.id.string != contact.audienceID {
                    lost.append("\(name) by \(path)")
                }
            }
        }
        #expect(lost.isEmpty, "\(lost.count): \(lost.prefix(5))")
    }

    /// The figures of the data sources agree with what was sent and with what is there.
    func expectStatistics(_ state: IngestCrashState, _ refused: [[JSON]]) async throws {
        for (place, source) in world.sources.enumerated() {
            let known = knowledge.figures[place]
            let stream = try await world.tenant.server.get(
                source.stream,
                token: source.token
            ).json.stream
            let figures = try await world.tenant.read("/datasource/\(source.id)/stats").json
            func expect(_ value: JSON, in range: ClosedRange<Int>, _ what: String) {
                let value = Int(value.value ?? -1)
                #expect(range.contains(value), "\(what) of source \(place)")
            }
            expect(stream.callsTotal, in: known.calls.possible, "calls")
            expect(stream.processedEntitiesSuccess, in: known.accepted.possible, "accepted items")
            let data = figures.datasource
            expect(data.receivedContacts, in: known.contacts.possible, "contacts received")
            expect(data.receivedEvents, in: known.events.possible, "events received")
            let there = state.contacts.keys.count { $0.source == place }
            let refused = refused[place].count
            expect(figures.contacts.total, in: there...there, "contacts")
            expect(figures.contacts.errored, in: refused...refused, "refused items")
            expect(stream.processedEntitiesFailures, in: refused...refused, "refused items")
        }
    }

    /// Contacts that come together by what they share.
    private struct Groups {
        private var parents: [IngestCrashName: IngestCrashName] = [:]
        private var first: [String: IngestCrashName] = [:]

        init(_ names: [IngestCrashName]) { for name in names { parents[name] = name } }

        private func root(_ name: IngestCrashName) -> IngestCrashName {
            var name = name
            while let parent = parents[name], parent != name { name = parent }
            return name
        }

        mutating func join(_ name: IngestCrashName, by value: String) {
            guard let other = first[value] else {
                first[value] = name
                return
            }
            parents[root(name)] = root(other)
        }

        var all: [Set<IngestCrashName>] {
            var groups: [IngestCrashName: Set<IngestCrashName>] = [:]
            for name in parents.keys { groups[root(name), default: []].insert(name) }
            return Array(groups.values)
        }
    }
}
