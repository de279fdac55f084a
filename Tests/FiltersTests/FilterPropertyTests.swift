import Essentials
import FilterSamples
import Filters
import Foundation
import JSONCoding
import Testing

/// The evaluator agrees with an oracle, and canonical texts with their filters, at random.
@Suite struct FilterPropertyTests {
    private static let rounds =
        ProcessInfo.processInfo.environment["HELIOGRAPH_LONG"] == nil ? 500 : 20_000

    @Test(arguments: ["UTC", "Europe/Madrid"])
    func `evaluator and oracle choose the same contacts`(zone: String) throws {
        let rules = try #require(TimeZoneRules(zone))
        let foundation = try #require(TimeZone(identifier: zone))
        let oracle = FilterOracle(now: FilterWorld.now, zone: foundation)
        let context = FilterContext(now: FilterWorld.now, zone: rules)
        for seed in 0..<UInt64(Self.rounds) {
            var generator = SeededGenerator(seed: seed)
            let world = FilterWorld(contacts: 10, using: &generator)
            var random = RandomFilter(seed: seed)
            let json = random.root()
            let filter = try Filter(json, catalogue: FilterWorld.catalogue).bound(context)
            let expected = world.contacts.map { oracle.matches(json, $0) }
            #expect(world.contacts.map(filter.matches) == expected, "\(seed) \(text(json))")
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
