import Attributes
import Essentials
import Filters
import Foundation
import JSONCoding
import Testing

/// Evaluator, columns and an oracle agree on random filters over random contacts.
@Suite struct FilterPropertyTests {
    private static let rounds =
        ProcessInfo.processInfo.environment["HELIOGRAPH_LONG"] == nil ? 500 : 20_000

    @Test(arguments: ["UTC", "Europe/Madrid"])
    func `evaluator, columns and oracle choose the same contacts`(zone: String) throws {
        let rules = try #require(TimeZoneRules(zone))
        let foundation = try #require(TimeZone(identifier: zone))
        let oracle = FilterOracle(now: FilterWorld.now, zone: foundation)
        let context = FilterContext(now: FilterWorld.now, zone: rules)
        var chosen = 0
        for seed in 0..<UInt64(Self.rounds / 10) {
            var generator = SeededGenerator(seed: seed)
            let world = FilterWorld(contacts: 40, using: &generator)
            let loaded = LoadedColumns(world)
            for round in 0..<UInt64(5) {
                var random = RandomFilter(seed: seed * 1_000 + round)
                let json = random.root()
                let filter = try Filter(json, catalogue: FilterWorld.catalogue).bound(context)
                let expected = world.contacts.indices.filter {
                    oracle.matches(json, world.contacts[$0])
                }
                let evaluated = world.contacts.indices.filter {
                    filter.matches(world.contacts[$0])
                }
                #expect(evaluated == expected, "evaluator, \(seed) \(round) \(text(json))")
                #expect(
                    loaded.indices(filter) == expected,
                    "columns, \(seed) \(round) \(text(json))"
                )
                #expect(loaded.columns.count(filter) == expected.count)
                chosen += expected.count
            }
        }
        #expect(chosen > 0)
    }

    @Test func `evaluator, columns and oracle choose the same events`() throws {
        let foundation = try #require(TimeZone(identifier: "UTC"))
        let oracle = FilterOracle(now: FilterWorld.now, zone: foundation)
        let context = FilterContext(now: FilterWorld.now)
        for seed in 0..<UInt64(Self.rounds / 10) {
            var generator = SeededGenerator(seed: seed)
            let world = FilterWorld(contacts: 20, using: &generator)
            let columns = LoadedColumns(world).columns
            let events = world.contacts.flatMap(\.events)
            for round in 0..<UInt64(5) {
                var random = RandomFilter(seed: seed * 1_000 + round)
                let json = random.eventRoot()
                let filter = try EventFilter(json, catalogue: FilterWorld.catalogue).bound(context)
                let expected = events.filter { oracle.matches(json, $0) }.map(\.id)
                #expect(events.filter(filter.matches).map(\.id) == expected, "\(text(json))")
                let page = columns.page(filter, after: nil, through: .max, limit: 1_000)
                #expect(page.map(\.id) == expected.sorted(), "\(text(json))")
            }
        }
    }

    @Test func `the canonical text reads back as the filter`() throws {
        for seed in 0..<UInt64(Self.rounds) {
            var random = RandomFilter(seed: seed)
            let json = random.root()
            let filter = try Filter(json, catalogue: FilterWorld.catalogue)
            let canonical = try JSONDocument.parse(filter.canonical)
            let again = try Filter(canonical, catalogue: FilterWorld.catalogue)
            #expect(again.canonical == filter.canonical, "\(text(json))")
            #expect(again.fingerprint == filter.fingerprint)
        }
    }

    @Test func `groups that say nothing leave nothing in the canonical text`() throws {
        let empty: JSONValue = ["type": "group", "join": "and", "children": []]
        let nested: JSONValue = ["type": "group", "join": "and", "children": [empty, empty]]
        let plain: JSONValue = ["type": "event_condition"]
        let wordy: JSONValue = ["type": "event_condition", "where": nested]
        let filters = try [plain, wordy].map { try Filter($0, catalogue: FilterWorld.catalogue) }
        #expect(filters[0].canonical == filters[1].canonical)
    }

    private func text(_ json: JSONValue) -> String {
        var writer = JSONWriter()
        writer.value(json)
        return String(decoding: writer.bytes, as: UTF8.self)
    }
}

/// Columns that hold a world.
struct LoadedColumns {
    let columns = AudienceColumns(FilterWorld.catalogue)
    var rows: [ContactRow] = []
    var sources: [SourceRow] = []

    init(_ world: FilterWorld) {
        for person in world.contacts {
            let row = columns.insert(person.pairs)
            let source = columns.addSource(to: row)
            for event in person.events { columns.append(event, of: source) }
            rows.append(row)
            sources.append(source)
        }
    }

    /// The positions of the contacts that meet a filter.
    func indices(_ filter: BoundFilter) -> [Int] {
        let found = Set(columns.matches(filter).page(after: nil, limit: .max))
        return rows.indices.filter { found.contains(rows[$0]) }
    }
}
