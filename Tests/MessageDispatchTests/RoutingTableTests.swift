import AccountsModel
import Essentials
import MessageDispatch
import MessagingModel
import Testing

@Suite struct RoutingTableTests {
    private func ranks(
        _ routes: [Route],
        to destination: UInt64 = 34_600_123_456,
        country: String = "ES",
        sender: String = "Shop",
        project: Int64 = 1
    ) throws -> [[CarrierID]] {
        var table = try RoutingTable(routes)
        return table.candidates(
            destination: destination,
            country: country,
            sender: sender,
            project: ProjectID(project)
        ).map { $0.map(\.carrier) }
    }

    @Test func `priority goes before specificity`() throws {
        let routes = [
            Route(to: "A", country: "ES", prefix: "346"),
            Route(to: "B", priority: 1),
        ]
        #expect(try ranks(routes) == [["B"], ["A"]])
    }

    @Test func `the most specific of equal priority goes first`() throws {
        let routes = [
            Route(to: "anywhere"),
            Route(to: "country", country: "es"),
            Route(to: "prefix", prefix: "34"),
            Route(to: "longer", prefix: "346001"),
            Route(to: "sender", sender: "Shop"),
            Route(to: "project", project: 1),
            Route(to: "other country", country: "FR"),
            Route(to: "other prefix", prefix: "346002"),
            Route(to: "other sender", sender: "Bank"),
            Route(to: "other project", project: 2),
        ]
        let expected = ["project", "sender", "longer", "prefix", "country", "anywhere"]
        #expect(try ranks(routes) == expected.map { [CarrierID($0)] })
    }

    @Test func `nothing matches, nothing is a candidate`() throws {
        #expect(try ranks([]) == [])
        #expect(try ranks([Route(to: "A", country: "FR")]) == [])
    }

    @Test(
        arguments: [
            (Route(to: "A", country: "ESP"), .country("ESP")),
            (Route(to: "A", country: "E1"), .country("E1")),
            (Route(to: "A", weight: 0), .weight(0)),
            (Route(to: "A", weight: 1001), .weight(1001)),
        ] as [(Route, InvalidRoute.Reason)]
    )
    func `a route that cannot be is refused`(
        route: Route,
        reason: InvalidRoute.Reason
    ) {
        #expect(throws: InvalidRoute(route.id, reason)) { try RoutingTable([route]) }
    }

    @Test(arguments: ["", "+34", "034", "34 6", "1234567890123456"])
    func `a prefix is 1 to 15 digits that do not begin with 0`(text: String) {
        #expect(RoutePrefix(text) == nil)
    }

    @Test func `a route that cannot be used is left out alone`() throws {
        var dispatcher = Dispatcher(seed: 1)
        let bad = Route(to: "A", weight: 0)
        #expect(dispatcher.setRoutes([bad, Route(to: "B")]) == [InvalidRoute(bad.id, .weight(0))])
        try dispatcher.setLink(of: "B", isUp: true)
        _ = dispatcher.enqueue(message(1), at: start)
        #expect(dispatcher.next(at: start).handOffs.map(\.carrier) == ["B"])
    }

    @Test func `more carriers than can be told apart are refused`() {
        let routes = (0...64).map { Route(to: CarrierID("\($0)")) }
        #expect(throws: InvalidRoute(routes[64].id, .tooManyCarriers)) { try RoutingTable(routes) }
    }

    @Test func `turns within a rank follow the weights`() throws {
        var dispatcher = Dispatcher(seed: 1)
        _ = dispatcher.setRoutes([
            Route(to: "A", weight: 3), Route(to: "B", weight: 1),
        ])
        for carrier in ["A", "B"] as [CarrierID] { try dispatcher.setLink(of: carrier, isUp: true) }
        for key in 0..<400 { _ = dispatcher.enqueue(message(key), at: start) }
        let carriers = dispatcher.next(at: start).handOffs.map(\.carrier)
        #expect(carriers.count { $0 == "A" } == 300)
        // Interleaved, not one after the other.
        #expect(carriers.prefix(4).count { $0 == "B" } == 1)
        try dispatcher.setLink(of: "A", isUp: false)
        for key in 400..<410 { _ = dispatcher.enqueue(message(key), at: start) }
        #expect(
            dispatcher.next(at: start).handOffs.map(\.carrier) == Array(repeating: "B", count: 10)
        )
    }

    @Test(arguments: 0..<200 as Range<UInt64>)
    func `the table agrees with looking at every rule`(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let routes = RandomRoutes.make(count: Int.random(in: 0...12, using: &generator), &generator)
        var table = try RoutingTable(routes)
        for _ in 0..<50 {
            let probe = RandomRoutes.probe(&generator)
            let found = table.candidates(
                destination: probe.destination,
                country: probe.country,
                sender: probe.sender,
                project: ProjectID(probe.project)
            )
            #expect(found == RandomRoutes.candidates(of: probe, under: routes), "seed \(seed)")
        }
    }
}
