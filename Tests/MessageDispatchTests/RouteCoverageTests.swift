import AccountsModel
import Essentials
import MessageDispatch
import MessagingModel
import Testing

/// What acceptance asks, and what operators ask: both agree with what the dispatcher does.
@Suite struct RouteCoverageTests {
    @Test(arguments: [1, 2, 3] as [UInt64])
    func `coverage, verdicts and candidates agree`(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<300 {
            let routes = RandomRoutes.make(
                count: Int.random(in: 0...6, using: &generator),
                &generator
            )
            let coverage = RouteCoverage(routes)
            var table = try RoutingTable(routes)
            for _ in 0..<5 {
                let probe = RandomRoutes.probe(&generator)
                let project = ProjectID(probe.project)
                let ranks = table.candidates(
                    destination: probe.destination,
                    country: probe.country,
                    sender: probe.sender,
                    project: project
                )
                let answer = coverage.answer(
                    destination: probe.destination,
                    country: probe.country,
                    sender: probe.sender,
                    project: project
                )
                #expect((answer == .covered) == !ranks.isEmpty)
                let others = routes.filter { $0.project == nil || $0.project == project }
                #expect((answer == .noRoute) == others.isEmpty)
                let verdicts = RoutingTable.verdicts(
                    of: routes,
                    destination: probe.destination,
                    country: probe.country,
                    sender: probe.sender,
                    project: project
                )
                #expect(verdicts.count == routes.count)
                var order: [CarrierID] = []
                for (route, verdict) in verdicts {
                    guard case .takes = verdict, !order.contains(route.carrier) else { continue }
                    order.append(route.carrier)
                }
                #expect(Set(order) == Set(ranks.joined().map(\.carrier)))
                let first = ranks.first.map { Set($0.map(\.carrier)) } ?? []
                #expect(Set(order.prefix(first.count)) == first)
            }
        }
    }

    @Test func `disabled and unusable routes cover nothing`() {
        let disabled = Route(id: ObjectID(high: 1, low: 1), carrier: "A", isEnabled: false)
        let coverage = RouteCoverage([disabled, Route(to: "A", weight: 0)])
        #expect(coverage.routesCount == 0)
        let answer = coverage.answer(
            destination: 34_600_000_000,
            country: "ES",
            sender: "Shop",
            project: ProjectID(1)
        )
        #expect(answer == .noRoute)
    }

    @Test func `the simulator is no failover, and has none`() throws {
        func ranks(_ routes: [Route]) throws -> [[CarrierID]] {
            var table = try RoutingTable(routes)
            return table.candidates(
                destination: 34_600_000_000,
                country: "ES",
                sender: "Shop",
                project: ProjectID(1)
            ).map { $0.map(\.carrier) }
        }
        #expect(try ranks([Route(to: "A"), Route(to: .simulator, priority: -1)]) == [["A"]])
        #expect(
            try ranks([Route(to: .simulator, project: 1), Route(to: "A")]) == [[.simulator]]
        )
        #expect(try ranks([Route(to: .simulator), Route(to: "A")]) == [["A"]])
    }
}
