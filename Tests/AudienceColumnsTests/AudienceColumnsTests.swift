import Attributes
import AudienceColumns
import Essentials
import FilterSamples
import Filters
import JSONCoding
import Testing

/// Columns that change.
@Suite struct AudienceColumnsTests {
    private let context = FilterContext(now: FilterWorld.now)

    @Test func `columns that changed choose what a new one would`() throws {
        for seed in 0..<UInt64(20) {
            var changing = ChangingAudience(seed: seed)
            for round in 0..<UInt64(5) {
                for _ in 0..<60 { changing.change() }
                for number in 0..<UInt64(5) {
                    var random = RandomFilter(seed: seed * 100 + round * 10 + number)
                    let json = random.root()
                    let filter = try Filter(json, catalogue: FilterWorld.catalogue).bound(context)
                    #expect(
                        changing.columns.matches(filter).page(after: nil, limit: .max)
                            == changing.matches(filter),
                        "\(seed) \(round) \(number) \(json)"
                    )
                }
                #expect(changing.columns.contactCount == changing.people.count)
                #expect(changing.columns.eventCount == changing.eventCount)
            }
        }
    }

    @Test func `sparse chunks become one and what is left stays in order`() throws {
        let columns = AudienceColumns(FilterWorld.catalogue)
        let rows = (0..<60_000).map { number in
            columns.insert([
                (key: "age", value: AttributeValue.integer(Int64(number))),
                (key: "name", value: .text("n\(number)")),
                (key: "tags", value: .list([.text("a"), .text("t\(number % 3)")])),
            ])
        }
        let before = columns.memoryBytes
        for (number, row) in rows.enumerated() where number % 10 != 0 { columns.remove(row) }
        let left = stride(from: 0, to: 60_000, by: 10).map { rows[$0] }
        #expect(columns.contactCount == 6_000)
        #expect(
            columns.matches(Filter.everyone.bound(context)).page(after: nil, limit: .max) == left
        )
        #expect(columns.memoryBytes < before / 2)
        #expect(columns.value(of: "name", in: rows[59_990]) == .text("n59990"))
        #expect(columns.value(of: "tags", in: rows[30]) == .list([.text("a"), .text("t0")]))
        #expect(columns.value(of: "age", in: rows[1]) == nil)
        #expect(try columns.count(filter("age", "gte", [30_000])) == 3_000)
        #expect(try columns.count(filter("name", "equals", ["n70"])) == 1)
        #expect(try columns.count(filter("name", "equals", ["n71"])) == 0)
    }

    @Test func `events of removed sources go and their numbers are used again`() throws {
        let columns = AudienceColumns(FilterWorld.catalogue)
        let row = columns.insert([])
        let other = columns.insert([])
        var generator = SeededGenerator(seed: 1)
        let kept = columns.addSource(to: row)
        for number in 0..<100 {
            let source = columns.addSource(to: row)
            for id in 0..<400 {
                let event = FilterWorld.event(Int64(number * 1_000 + id), &generator)
                columns.append(event, of: id % 40 == 0 ? kept : source)
            }
            columns.remove(source)
        }
        #expect(columns.eventCount == 1_000)
        #expect(columns.count(EventFilter.everything.bound(context)) == 1_000)
        columns.move(kept, to: other)
        let happened = Filter(.leaf(.events(EventCondition()))).bound(context)
        #expect(columns.matches(happened).page(after: nil, limit: 9) == [other])
        #expect(columns.addSource(to: row).number < 60)
        let page = columns.page(
            EventFilter.everything.bound(context),
            after: nil,
            through: .max,
            limit: 3
        )
        #expect(page.map(\.id) == [0, 40, 80])
    }

    @Test func `a scroll misses and repeats nobody while contacts come and go`() throws {
        let columns = AudienceColumns(FilterWorld.catalogue)
        var generator = SeededGenerator(seed: 5)
        var there = (0..<500).map { _ in columns.insert([]) }
        let stable = there.enumerated().filter { $0.offset % 2 == 0 }.map(\.element)
        let everyone = Filter.everyone.bound(context)
        let last = columns.lastRow
        var seen: [ContactRow] = []
        while true {
            let page = columns.page(everyone, after: seen.last, through: last, limit: 7)
            guard !page.isEmpty else { break }
            seen += page
            for _ in 0..<5 { there.append(columns.insert([])) }
            let index = Int.random(in: 0..<250, using: &generator) * 2 + 1
            columns.remove(there[index])
        }
        #expect(seen == seen.sorted())
        #expect(Set(seen).count == seen.count)
        #expect(Set(stable).isSubset(of: seen))
        #expect(seen.allSatisfy { $0 <= last })
    }

    @Test func `contacts are sorted by a value, those without one last`() throws {
        var generator = SeededGenerator(seed: 9)
        let world = FilterWorld(contacts: 200, using: &generator)
        let loaded = LoadedColumns(world)
        let everyone = Filter.everyone.bound(context)
        for key in ["age", "points", "born", "seen", "vip"] {
            for ascending in [true, false] {
                let sorted = world.contacts.indices.sorted { left, right in
                    switch (world.contacts[left].values[key], world.contacts[right].values[key]) {
                    case (let first?, let second?):
                        first == second ? left < right : (first < second) == ascending
                    case (nil, nil): left < right
                    case (let first, _): first != nil
                    }
                }
                let found = loaded.columns.first(
                    everyone,
                    by: key,
                    ascending: ascending,
                    offset: 10,
                    limit: 50
                )
                #expect(found.rows == sorted[10..<60].map { loaded.rows[$0] }, "\(key)")
                #expect(found.total == 200)
            }
        }
        let names = loaded.columns.first(everyone, by: "name", limit: 200).rows.compactMap {
            loaded.columns.value(of: "name", in: $0)
        }
        let folded = names.map { value -> String in
            if case .text(let text) = value { TextFolding.search.fold(text) } else { "" }
        }
        #expect(folded == folded.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) })
        let long = loaded.columns.first(everyone, by: "name", ascending: false, limit: 5_000)
        let short = loaded.columns.first(everyone, by: "name", ascending: false, limit: 900)
        #expect(long.rows == short.rows)
    }

    private func filter(_ key: String, _ name: String, _ values: [JSONValue]) throws -> BoundFilter
    {
        let json: JSONValue = [
            "type": "attribute_condition", "key": .string(key), "operator": .string(name),
            "values": .array(values),
        ]
        return try Filter(json, catalogue: FilterWorld.catalogue).bound(context)
    }
}

/// An audience at random, in columns and as a plain list.
private struct ChangingAudience {
    let columns = AudienceColumns(FilterWorld.catalogue)
    var people: [ContactRow: [String: AttributeValue]] = [:]
    var sources: [SourceRow: (owner: ContactRow, events: [EventFacts])] = [:]
    private var generator: SeededGenerator
    private var nextID: Int64 = 1

    init(seed: UInt64) { generator = SeededGenerator(seed: seed) }

    var eventCount: Int { sources.values.reduce(0) { $0 + $1.events.count } }

    func matches(_ filter: BoundFilter) -> [ContactRow] {
        people.keys.sorted().filter { row in
            let events = sources.values.filter { $0.owner == row }.flatMap(\.events)
            let person = FilterWorld.Person(values: people[row] ?? [:], events: events)
            return filter.matches(person)
        }
    }

    mutating func change() {
        let row = people.keys.sorted().randomElement(using: &generator)
        let source = sources.keys.sorted { $0.number < $1.number }
            .randomElement(using: &generator)
        switch Int.random(in: 0..<12, using: &generator) {
        case 0, 1: insert()
        case 2: row.map { remove($0) }
        case 3: row.map { replace($0) }
        case 4, 5: row.map { set($0) }
        case 6: row.map { addSource(to: $0) }
        case 7: if let row, let source { move(source, to: row) }
        case 8: source.map { remove($0) }
        default: source.map { append(to: $0) }
        }
    }

    private mutating func insert() {
        let person = FilterWorld.Person(values: FilterWorld.values(&generator))
        let row = columns.insert(person.pairs)
        people[row] = person.values
        addSource(to: row)
    }

    /// Takes its sources with it, as erasing a contact does.
    private mutating func remove(_ row: ContactRow) {
        for (source, state) in sources where state.owner == row { remove(source) }
        columns.remove(row)
        people[row] = nil
    }

    private mutating func replace(_ row: ContactRow) {
        let person = FilterWorld.Person(values: FilterWorld.values(&generator))
        columns.replace(row, with: person.pairs)
        people[row] = person.values
    }

    private mutating func set(_ row: ContactRow) {
        let keys = ["name", "tags", "scores", "age", "points", "vip", "born", "seen", "home"]
        let key = keys.randomElement(using: &generator) ?? "name"
        let value = FilterWorld.values(&generator)[key]
        columns.set(value, of: key, in: row)
        people[row]?[key] = value
    }

    private mutating func addSource(to row: ContactRow) {
        sources[columns.addSource(to: row)] = (row, [])
    }

    private mutating func move(_ source: SourceRow, to row: ContactRow) {
        columns.move(source, to: row)
        sources[source]?.owner = row
    }

    private mutating func remove(_ source: SourceRow) {
        columns.remove(source)
        sources[source] = nil
    }

    private mutating func append(to source: SourceRow) {
        let event = FilterWorld.event(nextID, &generator)
        nextID += 1
        columns.append(event, of: source)
        sources[source]?.events.append(event)
    }
}
