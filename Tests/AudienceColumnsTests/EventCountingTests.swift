import Attributes
import AudienceColumns
import Essentials
import FilterSamples
import Filters
import Foundation
import JSONCoding
import Testing

/// Conditions on events that fill several chunks.
@Suite struct EventCountingTests {
    private static let isLong = ProcessInfo.processInfo.environment["HELIOGRAPH_LONG"] != nil
    private let context = FilterContext(now: FilterWorld.now)

    @Test(arguments: 0..<(isLong ? 40 : 2))
    func `events of many chunks count as the evaluator counts them`(seed: Int) throws {
        var crowd = Crowd(seed: UInt64(seed), contacts: 400, events: 20_000)
        try check(crowd, filters: 8, seed)
        // Sources leave and what is left moves together; others are merged.
        crowd.drop(every: 3)
        crowd.merge(every: 5)
        try check(crowd, filters: 8, seed + 1)
    }

    private func check(_ crowd: Crowd, filters: Int, _ seed: Int) throws {
        for number in 0..<filters {
            var random = RandomFilter(seed: UInt64(seed * 1_000 + number))
            // A few contacts are left for the second condition, most of them for the others.
            let few: JSONValue = [
                "type": "attribute_condition", "key": "age", "operator": "between",
                "values": [2, number % 2 == 0 ? 4 : 12],
            ]
            let json: JSONValue = [
                "type": "group", "join": "and",
                "children": [random.events(), random.root(), few],
            ]
            let filter = try Filter(json, catalogue: FilterWorld.catalogue).bound(context)
            let found = crowd.columns.matches(filter).page(after: nil, limit: .max)
            #expect(found == crowd.matches(filter), "\(seed) \(number) \(json)")
        }
    }

    @Test(arguments: ["first", "last"], [true, false])
    func `of events at one moment the ids say which is first`(
        occurrence: String,
        isSmall: Bool
    ) throws {
        let columns = AudienceColumns(FilterWorld.catalogue)
        let rows = (0..<4).map { _ in columns.insert([(key: "vip", value: .bool(true))]) }
        let source = columns.addSource(to: rows[1])
        for id in [7, 3, 9, 5] as [Int64] {
            let event = EventFacts(
                id: id,
                type: id == 5 ? "view" : "buy",
                date: FilterWorld.now,
                createdAt: FilterWorld.now,
                parameters: ["pieces": .integer(id)]
            )
            columns.append(event, of: source)
        }
        let wanted: JSONValue = isSmall ? 3 : 9
        let filter = try bound([
            "type": "event_condition", "key": "event-type", "operator": "not-equals",
            "values": ["visit"], "occurrence": .string(occurrence),
            "where": [
                "type": "event_condition", "key": "parameters.pieces", "operator": "equals",
                "values": [wanted],
            ],
        ])
        let isMet = (occurrence == "first") == isSmall
        #expect(columns.matches(filter).page(after: nil, limit: 9) == (isMet ? [rows[1]] : []))
    }

    @Test func `sums beyond 64 bits of millionths are exact`() throws {
        let columns = AudienceColumns(FilterWorld.catalogue)
        let row = columns.insert([])
        let source = columns.addSource(to: row)
        for (id, pieces) in [Int64.max, Int64.max, -Int64.max, 5, -Int64.max].enumerated() {
            let event = EventFacts(
                id: Int64(id + 1),
                type: "buy",
                date: FilterWorld.now,
                createdAt: FilterWorld.now,
                parameters: ["pieces": .integer(pieces)]
            )
            columns.append(event, of: source)
        }
        for (value, isMet) in [(5, true), (4, false), (6, false)] as [(Int64, Bool)] {
            let filter = try bound([
                "type": "event_condition",
                "aggregate": [
                    "function": "sum", "key": "parameters.pieces", "operator": "equals",
                    "values": [.integer(value)],
                ],
            ])
            #expect(columns.count(filter) == (isMet ? 1 : 0))
        }
    }

    private func bound(_ json: JSONValue) throws -> BoundFilter {
        try Filter(json, catalogue: FilterWorld.catalogue).bound(context)
    }
}

/// Contacts whose events of one type fill chunks, in columns and as a plain list.
private struct Crowd {
    let columns = AudienceColumns(FilterWorld.catalogue)
    private var rows: [ContactRow] = []
    private var sources: [SourceRow] = []
    private var people: [FilterWorld.Person] = []

    init(seed: UInt64, contacts: Int, events: Int) {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<contacts {
            let person = FilterWorld.Person(values: FilterWorld.values(&generator))
            let row = columns.insert(person.pairs)
            rows.append(row)
            sources.append(columns.addSource(to: row))
            people.append(person)
        }
        for id in 1...Int64(events) {
            let event = FilterWorld.event(id, &generator)
            // Nearly all of one type.
            let isOther = id % 20 == 0
            let facts = EventFacts(
                id: id,
                type: isOther ? event.type : "visit",
                date: event.date,
                createdAt: event.createdAt,
                parameters: event.parameters
            )
            let index = Int.random(in: 0..<contacts, using: &generator)
            columns.append(facts, of: sources[index])
            people[index].events.append(facts)
        }
    }

    mutating func drop(every step: Int) {
        for index in stride(from: 0, to: rows.count, by: step) {
            columns.remove(sources[index])
            people[index].events = []
        }
    }

    mutating func merge(every step: Int) {
        for index in stride(from: 1, to: rows.count, by: step) where index % 3 != 0 {
            columns.move(sources[index], to: rows[index - 1])
            people[index - 1].events += people[index].events
            people[index].events = []
        }
    }

    func matches(_ filter: BoundFilter) -> [ContactRow] {
        rows.indices.filter { filter.matches(people[$0]) }.map { rows[$0] }
    }
}
