import AccountsModel
import Attributes
import Audience
import AudienceModel
import Essentials
import Filters
import Foundation
import JSONCoding
import TestSupport
import Testing

/// Random histories through the whole service: whatever happens, the audience is what its contacts
/// and rules make of it, for a process that saw it all as for one that starts from the store.
@Suite struct AudienceHistoryTests {
    @Test(arguments: TestStore.allCases)
    func `the audience after a random history is that of a fresh start`(
        kind: TestStore
    ) async throws {
        let environment = ProcessInfo.processInfo.environment
        let isLong = environment["HELIOGRAPH_LONG"] != nil
        let few: UInt64 = isLong ? 200 : (kind == .sqlite ? 12 : 4)
        let histories = environment["HELIOGRAPH_HISTORIES"].flatMap { UInt64($0) } ?? few
        let first = environment["HELIOGRAPH_FIRST_HISTORY"].flatMap { UInt64($0) } ?? 1
        for seed in first..<first + histories {
            try await kind.withLocation { location in
                var configuration = AudienceConfiguration()
                configuration.itemsPerTransaction = 7
                let before = Locked([String]())
                try await AudienceWorld.with(location, configuration: configuration) { world in
                    var history = RandomHistory(seed: seed)
                    try await history.run(in: world)
                    try await world.settle()
                    let audience = try await world.fingerprint()
                    before.withLock { $0 = audience }
                    let stored = try await world.stored()
                    #expect(stored == history.oracle.values, "seed \(seed)")
                    #expect(world.observer.failures.withLock { $0 } == [], "seed \(seed)")
                }
                try await AudienceWorld.with(location, process: 9) { world in
                    let audience = try await world.fingerprint()
                    #expect(audience == before.withLock { $0 }, "seed \(seed)")
                }
            }
        }
    }

    @Test func `the order of arrival leaves no trace in who is one`() async throws {
        let messages = (1...40).map { number in
            """
            [{"_user_id":"U\(number % 13)","_email":"e\(number % 7)@example.com",
            "_phone_mobile":"+3460000000\(number % 5)","n\(number % 3)":\(number % 2)}]
            """
        }
        var audiences: Set<[[String]]> = []
        for seed in 1...6 as ClosedRange<UInt64> {
            try await AudienceWorld.with(.sqlite) { world in
                var generator = SeededGenerator(seed: seed)
                let sources = [
                    try await world.source("A"), try await world.source("B"),
                    try await world.source("C"),
                ]
                try await world.merge(by: ["_email", "_phone_mobile"])
                // The last value of a contact wins in its source, so each is sent once.
                let contacts = messages.enumerated().prefix(39).map { ($1, sources[$0 % 3]) }
                for (message, source) in contacts.shuffled(using: &generator) {
                    try await world.send(message, to: source)
                }
                try await world.settle()
                audiences.insert(try await world.people(sources))
            }
        }
        #expect(audiences.count == 1)
    }
}

extension AudienceWorld {
    /// Waits until the log is empty and new rules are in force.
    func settle() async throws {
        try await waitUntil { try await audienceStore.ingestLog(after: nil, limit: 1).isEmpty }
        // A call that is applied after all others: by then the memory was filled anew if it had to.
        let sources = try await service.sources.list(of: project.id)
        guard let last = sources.last?.source else { return }
        try await send(#"[{"_user_id":"settled"}]"#, to: last)
    }

    /// Does what may meet somebody who is gone, or rules that cannot be taken back.
    func tolerating(_ body: () async throws -> Void) async throws {
        do {
            try await body()
        } catch let error as ServiceError {
            switch error {
            case .notFound, .invalid, .conflict: break
            default: throw error
            }
        }
    }

    /// All contacts with values, members and events, as text.
    func fingerprint() async throws -> [String] {
        var lines: [String] = []
        var cursor: String?
        repeat {
            let page = try await service.search.scrollContacts(
                .everyone,
                AudiencePaging(limit: 7, cursor: cursor),
                in: project
            )
            for contact in page.rows {
                let events = try await service.contacts.timeline(of: contact.id, in: project)
                let values = contact.values.sorted { $0.key < $1.key }
                lines.append(
                    "\(contact.id) \(contact.isOverMerged) \(values) \(contact.members)"
                        + " \(contact.audienceIDs) \(events.rows)"
                )
            }
            cursor = page.cursor
        } while cursor != nil
        let total = try await service.search.countContacts(.everyone, in: project)
        return ["\(total) people, \(lines.count) shown"] + lines.sorted()
    }

    /// Who is one: the user ids of each person with the positions of their sources.
    func people(_ sources: [DataSource]) async throws -> [[String]] {
        var people: [[String]] = []
        var cursor: String?
        repeat {
            let page = try await service.search.scrollContacts(
                .everyone,
                AudiencePaging(limit: 100, cursor: cursor),
                in: project
            )
            for contact in page.rows {
                people.append(
                    contact.members.map { member in
                        let place = sources.firstIndex { $0.id == member.dataSource } ?? -1
                        return "\(place):\(member.userID)"
                    }.sorted()
                )
            }
            cursor = page.cursor
        } while cursor != nil
        return people.sorted { $0.lexicographicallyPrecedes($1) }
    }
}

/// Does random things to an audience: few people, few values, so that much meets.
private struct RandomHistory {
    private var generator: SeededGenerator
    private var sources: [DataSource] = []
    private var event = 0
    /// What custom attributes should be stored.
    private(set) var oracle = AttributeOracle()
    /// Calls that were sent, to be sent again.
    private var sent: [(contacts: [AttributeOracle.Contact], source: DataSource)] = []

    init(seed: UInt64) { generator = SeededGenerator(seed: seed) }

    mutating func run(in world: AudienceWorld) async throws {
        for name in ["A", "B", "C"] {
            sources.append(try await world.source(name, priority: pick(3) * 50))
        }
        for _ in 0..<60 { try await step(in: world) }
        // Opt-outs belong here too, once they belong to addresses.
    }

    private mutating func pick(_ count: Int) -> Int { Int.random(in: 0..<count, using: &generator) }

    private mutating func step(in world: AudienceWorld) async throws {
        guard let source = sources.randomElement(using: &generator) else { return }
        let options: IngestOptions = pick(2) == 0 ? .sync : []
        switch pick(26) {
        case 0...9:
            let contacts = (0...pick(4)).map { _ in contact() }
            try await send(contacts, to: source, in: world, options)
            sent.append((contacts, source))
        case 20...22: try await changeSchema(in: world)
        case 23:
            // A file that is imported again says the same once more.
            guard let call = sent.randomElement(using: &generator),
                sources.contains(where: { $0.id == call.source.id })
            else { return }
            try await send(call.contacts, to: call.source, in: world, options)
        case 24, 25: try await erase(in: world)
        case 10...13:
            event += pick(3)
            let contact = pick(2) == 0 ? #","_user_data":{"_city":"Vigo"}"# : ""
            try await world.sendEvents(
                """
                [{"_user_id":"U\(pick(8))","_event_id":"E\(event)","_event_type":"visit",
                "_event_parameters":{"page":"p\(pick(4))"}\(contact)}]
                """,
                to: source,
                options
            )
        case 14, 15:
            let userID = "U\(pick(8))"
            try await world.tolerating {
                _ = try await world.service.ingest.removeContact(userID, from: source, options)
            }
            oracle.remove(userID, from: source)
        case 16: try await act(in: world, options)
        case 17:
            guard sources.count > 2 else { return }
            try await world.service.sources.delete(source, by: "test")
            oracle.remove(source)
            sources.removeAll { $0.id == source.id }
        case 18:
            let attributes = pick(2) == 0 ? ["_email"] : ["_email", "_phone_mobile"]
            try await world.tolerating { try await world.merge(by: attributes) }
        default: try await reorder(source, in: world)
        }
    }

    private mutating func reorder(_ source: DataSource, in world: AudienceWorld) async throws {
        var profile = source.profile
        profile.priority = pick(4) * 40
        _ = try await world.service.sources.update(source, profile, by: "test")
    }

    private mutating func send(
        _ contacts: [AttributeOracle.Contact],
        to source: DataSource,
        in world: AudienceWorld,
        _ options: IngestOptions
    ) async throws {
        let json = contacts.map(\.json).joined(separator: ",")
        let report = try await world.send("[\(json)]", to: source, options)
        for (contact, item) in zip(contacts, report.items) where item.errors.isEmpty {
            oracle.take(contact, from: source)
        }
    }

    /// Declares, retypes, hides or deletes something, without losing a value by a type.
    private mutating func changeSchema(in world: AudienceWorld) async throws {
        let name = "n\(pick(3))"
        let key = CatalogueEntry.Key(.attribute, name)
        var patch = SchemaPatch()
        switch pick(8) {
        case 0...1: patch.dataType = ["decimal", "integer"][pick(2)]
        case 2...3: patch.dataType = ["string", "text"][pick(2)]
        case 4: patch.isVisible = pick(2) == 0
        case 5:
            return try await world.tolerating {
                try await world.remove(CatalogueEntry.Key(.eventType, "visit"))
            }
        case 6:
            return try await world.tolerating {
                try await world.remove(
                    CatalogueEntry.Key(.eventParameter, "page", of: "visit")
                )
            }
        default:
            try await world.tolerating { try await world.remove(key) }
            return oracle.remove(name)
        }
        try await world.tolerating { try await world.set(key, patch) }
    }

    private mutating func erase(in world: AudienceWorld) async throws {
        guard let contact = try await world.contact("U\(pick(8))") else { return }
        let members = contact.members
        try await world.settle()
        let still = try await world.service.search.countContacts(.everyone, in: world.project)
        guard still > 0, let now = try await world.contact(members[0].userID),
            now.id == contact.id
        else { return }
        if pick(2) == 0 {
            _ = try await world.service.actions.erase(now.id, in: world.project.id, by: "test")
        } else {
            let action = ContactAction(.deleteContact, now.id, actor: "test")
            _ = try await world.service.actions.perform(action, in: world.project.id, .sync)
        }
        for member in now.members { oracle.remove(member) }
    }

    private mutating func contact() -> AttributeOracle.Contact {
        let userID = "U\(pick(8))"
        var members = ["\"_user_id\":\"\(userID)\""]
        var values: [String: String?] = [:]
        for name in ["n0", "n1", "n2"] where pick(4) == 0 {
            let value = pick(5) == 0 ? nil : "\(pick(4))"
            values[name] = .some(value)
            let text = pick(2) == 0 ? "\"\(value ?? "")\"" : value ?? ""
            members.append("\"\(name)\":\(value == nil ? "null" : text)")
        }
        if pick(2) == 0 {
            let email = ["\"e\(pick(4))@example.com\"", "null", "\"test@example.com\""][pick(3)]
            members.append("\"_email\":\(email)")
        }
        if pick(2) == 0 { members.append("\"_phone_mobile\":\"+3460000000\(pick(3))\"") }
        if pick(3) == 0 { members.append("\"_first_name\":\"N\(pick(3))\"") }
        if pick(3) == 0 { members.append("\"_client_tags\":[\"t\(pick(3))\",\"u\"]") }
        return AttributeOracle.Contact(
            userID: userID,
            values: values,
            json: "{\(members.joined(separator: ","))}"
        )
    }

    private mutating func act(in world: AudienceWorld, _ options: IngestOptions) async throws {
        guard let contact = try await world.contact("U\(pick(8))") else { return }
        let kinds: [ContactAction.Kind] = [.smsUnsubscribe, .smsSubscribe]
        let action = ContactAction(kinds[pick(2)], contact.id, actor: "test")
        try await world.tolerating {
            _ = try await world.service.actions.perform(action, in: world.project.id, options)
        }
    }
}
