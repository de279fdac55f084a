import Attributes
import AudienceColumns
import Essentials
import FilterSamples
import Filters
import Foundation
import JSONCoding
import Testing

/// Evaluator, columns and an oracle agree on random filters over random contacts.
@Suite struct ColumnPropertyTests {
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

    private func text(_ json: JSONValue) -> String {
        var writer = JSONWriter()
        writer.value(json)
        return String(decoding: writer.bytes, as: UTF8.self)
    }
}
