import Essentials
import MessageDispatch
import Testing

@Suite struct RoutingTableTests {
    private func ranks(
        _ rules: [RoutingRule<String>],
        to destination: UInt64 = 34_600_123_456,
        country: String = "ES",
        sender: String = "Shop",
        project: Int64 = 1
    ) throws -> [[String]] {
        var table = try RoutingTable(rules)
        return table.candidates(
            destination: destination,
            country: country,
            sender: sender,
            project: project
        ).map { $0.map(\.carrier) }
    }

    @Test func `priority goes before specificity`() throws {
        let rules = [
            RoutingRule(carrier: "A", country: "ES", prefix: "346"),
            RoutingRule(carrier: "B", priority: 1),
        ]
        #expect(try ranks(rules) == [["B"], ["A"]])
    }

    @Test func `the most specific of equal priority goes first`() throws {
        let rules = [
            RoutingRule(carrier: "anywhere"),
            RoutingRule(carrier: "country", country: "es"),
            RoutingRule(carrier: "prefix", prefix: "34"),
            RoutingRule(carrier: "longer", prefix: "346001"),
            RoutingRule(carrier: "sender", sender: "Shop"),
            RoutingRule(carrier: "project", project: 1),
            RoutingRule(carrier: "other country", country: "FR"),
            RoutingRule(carrier: "other prefix", prefix: "346002"),
            RoutingRule(carrier: "other sender", sender: "Bank"),
            RoutingRule(carrier: "other project", project: 2),
        ]
        let expected = ["project", "sender", "longer", "prefix", "country", "anywhere"]
        #expect(try ranks(rules) == expected.map { [$0] })
    }

    @Test func `nothing matches, nothing is a candidate`() throws {
        #expect(try ranks([]) == [])
        #expect(try ranks([RoutingRule(carrier: "A", country: "FR")]) == [])
    }

    @Test(arguments: [
        (RoutingRule(carrier: "A", country: "ESP"), DispatchError.invalidCountry("ESP")),
        (RoutingRule(carrier: "A", country: "E1"), .invalidCountry("E1")),
        (RoutingRule(carrier: "A", prefix: ""), .invalidPrefix("")),
        (RoutingRule(carrier: "A", prefix: "+34"), .invalidPrefix("+34")),
        (RoutingRule(carrier: "A", prefix: "034"), .invalidPrefix("034")),
        (RoutingRule(carrier: "A", prefix: "1234567890123456"), .invalidPrefix("1234567890123456")),
        (RoutingRule(carrier: "A", weight: 0), .invalidWeight(0)),
        (RoutingRule(carrier: "A", weight: 1001), .invalidWeight(1001)),
    ])
    func `a rule that cannot be is refused`(
        rule: RoutingRule<String>,
        error: DispatchError
    ) {
        #expect(throws: error) { try RoutingTable([rule]) }
    }

    @Test func `more carriers than can be told apart are refused`() {
        let rules = (0...64).map { RoutingRule(carrier: "\($0)") }
        #expect(throws: DispatchError.tooManyCarriers) { try RoutingTable(rules) }
    }

    @Test func `turns within a rank follow the weights`() throws {
        var dispatcher = TestDispatcher(seed: 1)
        try dispatcher.setRules([
            RoutingRule(carrier: "A", weight: 3), RoutingRule(carrier: "B", weight: 1),
        ])
        for carrier in ["A", "B"] { try dispatcher.setLink(of: carrier, isUp: true) }
        for key in 0..<400 { _ = dispatcher.enqueue(entry(key), at: start) }
        let carriers = dispatcher.next(at: start).handOffs.map(\.carrier)
        #expect(carriers.count { $0 == "A" } == 300)
        // Interleaved, not one after the other.
        #expect(carriers.prefix(4).count { $0 == "B" } == 1)
        try dispatcher.setLink(of: "A", isUp: false)
        for key in 400..<410 { _ = dispatcher.enqueue(entry(key), at: start) }
        #expect(
            dispatcher.next(at: start).handOffs.map(\.carrier) == Array(repeating: "B", count: 10)
        )
    }

    @Test(arguments: 0..<200 as Range<UInt64>)
    func `the table agrees with looking at every rule`(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let rules = RandomRules.make(count: Int.random(in: 0...12, using: &generator), &generator)
        var table = try RoutingTable(rules)
        for _ in 0..<50 {
            let probe = RandomRules.probe(&generator)
            let found = table.candidates(
                destination: probe.destination,
                country: probe.country,
                sender: probe.sender,
                project: probe.project
            )
            #expect(found == RandomRules.candidates(of: probe, under: rules), "seed \(seed)")
        }
    }
}
