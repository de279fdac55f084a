import Attributes
import AudienceColumns
import Essentials
import FilterSamples
import Filters
import JSONCoding
import Testing

@Suite struct AggregationTests {
    private let context = FilterContext(
        now: FilterWorld.now,
        zone: TimeZoneRules("Europe/Madrid") ?? .utc
    )

    @Test func `numbers are those of a plain computation`() throws {
        let (world, columns) = try loaded()
        let numbers = world.contacts.compactMap { person -> Double? in
            if case .decimal(let number) = person.values["points"] { number } else { nil }
        }
        .sorted()
        let results = try contacts(
            columns,
            """
            {"all":{"type":"count"},"has":{"type":"count","key":"points"},
            "blobs":{"type":"count","key":"blob"},
            "sum":{"type":"sum","key":"points"},"avg":{"type":"avg","key":"points"},
            "min":{"type":"min","key":"points"},"max":{"type":"max","key":"born"},
            "different":{"type":"cardinality","key":"tags"},
            "percents":{"type":"percentiles","key":"points","percents":[0,50,100]}}
            """
        )
        let sum = numbers.reduce(0, +)
        #expect(results["all"] == .value(.integer(300)))
        #expect(results["has"] == .value(.integer(Int64(numbers.count))))
        let blobs = world.contacts.count { $0.values["blob"] != nil }
        #expect(results["blobs"] == .value(.integer(Int64(blobs))))
        #expect(results["sum"] == .value(.decimal(sum)))
        #expect(results["avg"] == .value(.decimal(sum / Double(numbers.count))))
        #expect(results["min"] == .value(.decimal(numbers[0])))
        #expect(results["max"] == .value(world.contacts.compactMap { $0.values["born"] }.max()))
        #expect(results["different"] == .value(.integer(5)))
        guard case .percentiles(let percentiles) = results["percents"] else {
            Issue.record("no percentiles")
            return
        }
        let middle = (numbers[(numbers.count - 1) / 2] + numbers[numbers.count / 2]) / 2
        #expect(percentiles.map(\.value) == [numbers.first, middle, numbers.last])
    }

    @Test func `terms have counts and buckets of their own`() throws {
        let (world, columns) = try loaded()
        let results = try contacts(
            columns,
            """
            {"tags":{"type":"terms","key":"tags","size":2,"aggregations":{
            "vip":{"type":"terms","key":"vip"},"age":{"type":"sum","key":"age"}}}}
            """
        )
        var counts: [AttributeValue: Int] = [:]
        for person in world.contacts {
            for tag in person.values["tags"]?.elements ?? [] { counts[tag, default: 0] += 1 }
        }
        let order = counts.sorted { $0.value == $1.value ? $0.key < $1.key : $0.value > $1.value }
        guard case .buckets(let buckets, let others, let missing) = results["tags"] else {
            Issue.record("no buckets")
            return
        }
        #expect(buckets.map(\.key) == order.prefix(2).map(\.key))
        #expect(buckets.map(\.count) == order.prefix(2).map(\.value))
        #expect(missing == world.contacts.count { $0.values["tags"] == nil })
        #expect(others == order.dropFirst(2).reduce(0) { $0 + $1.value })
        for bucket in buckets {
            let people = world.contacts.filter {
                $0.values["tags"]?.elements.contains(bucket.key) == true
            }
            let ages = people.reduce(Int64(0)) { sum, person in
                if case .integer(let age) = person.values["age"] { sum + age } else { sum }
            }
            #expect(bucket.results[1].outcome == .value(.decimal(Double(ages))))
            guard case .buckets(let flags, _, _) = bucket.results[0].outcome else { continue }
            let vips = people.count { $0.values["vip"] == .bool(true) }
            #expect(flags.first { $0.key == .bool(true) }?.count ?? 0 == vips)
        }
    }

    @Test func `histograms count each row once in an interval`() throws {
        let (world, columns) = try loaded()
        let results = try contacts(
            columns,
            """
            {"scores":{"type":"histogram","key":"scores","interval":5},
            "seen":{"type":"date-histogram","key":"seen","interval":"month"},
            "born":{"type":"date-histogram","key":"born","interval":"quarter"}}
            """
        )
        var counts: [Double: Int] = [:]
        for person in world.contacts {
            let starts = (person.values["scores"]?.elements ?? []).compactMap { value -> Double? in
                guard case .integer(let number) = value else { return nil }
                return (Double(number) / 5).rounded(.down) * 5
            }
            for start in Set(starts) { counts[start, default: 0] += 1 }
        }
        let expected = counts.sorted { $0.key < $1.key }
        #expect(keys(results["scores"]) == expected.map { .decimal($0.key) })
        #expect(self.counts(results["scores"]) == expected.map(\.value))
        #expect(self.counts(results["seen"]).reduce(0, +) == has("seen", world))
        #expect(self.counts(results["born"]).reduce(0, +) == has("born", world))
        for case .moment(let start) in keys(results["seen"]) {
            #expect(context.zone.date(of: start).day == 1)
            #expect(context.zone.start(of: context.zone.date(of: start)) == start)
        }
        for case .date(let start) in keys(results["born"]) {
            #expect([1, 4, 7, 10].contains(start.month) && start.day == 1)
        }
    }

    /// Where clocks went back one minute after midnight, a day was shown twice.
    @Test(arguments: ["UTC", "Europe/Madrid", "America/St_Johns", "Australia/Lord_Howe"])
    func `moments lie in the day that the zone's calendar shows`(zone: String) throws {
        let rules = try #require(TimeZoneRules(zone))
        let columns = AudienceColumns(FilterWorld.catalogue)
        var generator = SeededGenerator(seed: 4)
        let change = try #require(Timestamp(iso8601: "2005-10-30T03:00:00Z"))
        var counts: [Timestamp: Int] = [:]
        for number in 0..<5_000 {
            let minutes: Int64 = number % 2 == 0 ? 3_000 : 10_000_000
            let minute = Int64.random(in: -1_500...minutes, using: &generator)
            let moment = change + .seconds(60 * minute)
            _ = columns.insert([(key: "seen", value: .moment(moment))])
            counts[rules.start(of: rules.date(of: moment)), default: 0] += 1
        }
        let aggregations = try Aggregation.parse(
            ["a": ["type": "date-histogram", "key": "seen", "interval": "day"]],
            over: .contacts,
            catalogue: FilterWorld.catalogue
        )
        let context = FilterContext(now: FilterWorld.now, zone: rules)
        let found = try columns.aggregate(aggregations, of: Filter.everyone.bound(context))
        let expected = counts.sorted { $0.key < $1.key }
        #expect(keys(found.results[0].outcome) == expected.map { .moment($0.key) })
        #expect(self.counts(found.results[0].outcome) == expected.map(\.value))
    }

    /// In hundredths, where whole numbers say what is right: 0.3 lies at 0.3 of intervals of 0.1.
    @Test(arguments: [1, 7, 10, 25, 30, 250, 1_000])
    func `decimals of both signs lie in their interval`(interval: Int) throws {
        let columns = AudienceColumns(FilterWorld.catalogue)
        var generator = SeededGenerator(seed: 6)
        var counts: [Double: Int] = [:]
        for _ in 0..<3_000 {
            let number = Int.random(in: -4_000...4_000, using: &generator)
            _ = columns.insert([(key: "points", value: .decimal(Double(number) / 100))])
            let index = (number < 0 ? number - interval + 1 : number) / interval
            counts[Double(index * interval) / 100, default: 0] += 1
        }
        let json = """
            {"a":{"type":"histogram","key":"points","interval":\(Double(interval) / 100)}}
            """
        let found = try contacts(columns, json)
        let expected = counts.sorted { $0.key < $1.key }
        #expect(keys(found["a"]) == expected.map { .decimal($0.key) })
        #expect(self.counts(found["a"]) == expected.map(\.value))
    }

    @Test func `events are aggregated over all of their types`() throws {
        let (world, columns) = try loaded()
        let json = """
            {"types":{"type":"terms","key":"event-type","aggregations":{
            "amount":{"type":"sum","key":"parameters.amount"}}},
            "labels":{"type":"terms","key":"parameters.label","size":1000},
            "days":{"type":"date-histogram","key":"event-date","interval":"day"}}
            """
        let aggregations = try Aggregation.parse(
            JSONDocument.parse(Array(json.utf8)),
            over: .events,
            catalogue: FilterWorld.catalogue
        )
        let everything = EventFilter.everything.bound(context)
        let found = try columns.aggregate(aggregations, of: everything, context)
        let events = world.contacts.flatMap(\.events)
        #expect(found.total == events.count)
        let results = Dictionary(found.results.map { ($0.name, $0.outcome) }) { $1 }
        guard case .buckets(let types, _, _) = results["types"] else {
            Issue.record("no buckets")
            return
        }
        for bucket in types {
            let ours = events.filter { .text($0.type) == bucket.key }
            #expect(bucket.count == ours.count)
            let cents = ours.reduce(0.0) { sum, event in
                if case .decimal(let amount) = event.parameters["amount"] {
                    sum + (amount * 100).rounded()
                } else {
                    sum
                }
            }
            #expect(bucket.results[0].outcome == .value(.decimal(cents / 100)))
        }
        let labels = events.count { $0.parameters["label"] != nil }
        #expect(counts(results["labels"]).reduce(0, +) == labels)
        #expect(keys(results["labels"]).count == FilterWorld.names.count)
        #expect(counts(results["days"]).reduce(0, +) == events.count)
    }

    @Test func `too many buckets are refused`() throws {
        let columns = AudienceColumns(FilterWorld.catalogue)
        for number in 0..<10_001 {
            _ = columns.insert([(key: "age", value: .integer(Int64(number)))])
        }
        #expect(throws: FilterError.self) {
            try contacts(columns, #"{"a":{"type":"histogram","key":"age","interval":1}}"#)
        }
    }

    @Test func `results are written under their names`() throws {
        let columns = AudienceColumns(FilterWorld.catalogue)
        _ = columns.insert([(key: "tags", value: .list([.text("a")]))])
        let aggregations = try Aggregation.parse(
            ["a": ["type": "terms", "key": "tags", "aggregations": ["n": ["type": "count"]]]],
            over: .contacts,
            catalogue: FilterWorld.catalogue
        )
        var writer = JSONWriter()
        writer.results(
            try columns.aggregate(aggregations, of: Filter.everyone.bound(context)).results
        )
        #expect(
            String(decoding: writer.bytes, as: UTF8.self)
                == #"{"a":{"buckets":[{"key":"a","count":1,"aggregations":{"n":{"value":1}}}],"#
                + #""otherCount":0,"missingCount":0}}"#
        )
    }

    // MARK: Helpers

    private func loaded() throws -> (FilterWorld, AudienceColumns) {
        var generator = SeededGenerator(seed: 3)
        let world = FilterWorld(contacts: 300, using: &generator)
        return (world, LoadedColumns(world).columns)
    }

    @discardableResult
    private func contacts(
        _ columns: AudienceColumns,
        _ json: String
    ) throws -> [String: AggregationResult.Outcome] {
        let aggregations = try Aggregation.parse(
            JSONDocument.parse(Array(json.utf8)),
            over: .contacts,
            catalogue: FilterWorld.catalogue
        )
        let found = try columns.aggregate(aggregations, of: Filter.everyone.bound(context))
        return Dictionary(found.results.map { ($0.name, $0.outcome) }) { $1 }
    }

    private func keys(_ outcome: AggregationResult.Outcome?) -> [AttributeValue] {
        if case .buckets(let buckets, _, _) = outcome { buckets.map(\.key) } else { [] }
    }

    private func counts(_ outcome: AggregationResult.Outcome?) -> [Int] {
        if case .buckets(let buckets, _, _) = outcome { buckets.map(\.count) } else { [] }
    }

    private func has(_ key: String, _ world: FilterWorld) -> Int {
        world.contacts.count { $0.values[key] != nil }
    }
}
