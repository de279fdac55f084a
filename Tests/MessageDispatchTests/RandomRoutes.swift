import AccountsModel
import Essentials
import MessageDispatch
import MessagingModel

/// Random routes and messages from few values, so that they often meet, and the plain way to route.
enum RandomRoutes {
    struct Probe {
        let destination: UInt64
        let country: String
        let sender: String
        let project: Int64
    }

    static let carriers: [CarrierID] = ["A", "B", "C", .simulator]
    private static let countries = ["ES", "FR", "PT"]
    private static let prefixes: [RoutePrefix] = ["3", "34", "346", "3460", "33"]
    private static let senders = ["Shop", "Bank"]

    static func make(
        count: Int,
        _ generator: inout SeededGenerator
    ) -> [Route] {
        (0..<count).map { _ in
            Route(
                to: pick(carriers, &generator),
                country: maybe(countries, &generator),
                prefix: maybe(prefixes, &generator),
                sender: maybe(senders, &generator),
                project: maybe([1, 2], &generator),
                priority: Int.random(in: 0...2, using: &generator),
                weight: Int.random(in: 1...5, using: &generator)
            )
        }
    }

    static func probe(_ generator: inout SeededGenerator) -> Probe {
        Probe(
            destination: pick([34_600_000_001, 33_612_345_678, 35_191_000_000, 3], &generator),
            country: pick(countries + ["DE"], &generator),
            sender: pick(senders + ["Other"], &generator),
            project: pick([1, 2, 3], &generator)
        )
    }

    /// Filters, sorts and drops repetitions, with nothing prepared.
    static func candidates(
        of probe: Probe,
        under routes: [Route]
    ) -> [[RoutingCandidate]] {
        func specificity(_ route: Route) -> [Int] {
            [
                route.priority, route.project == nil ? 0 : 1, route.sender == nil ? 0 : 1,
                route.prefix?.digitCount ?? 0, route.country == nil ? 0 : 1,
            ]
        }
        var matching = routes.filter { route in
            (route.country == nil || route.country == probe.country)
                && "\(probe.destination)".hasPrefix(route.prefix?.description ?? "")
                && (route.sender == nil || route.sender == probe.sender)
                && (route.project == nil || route.project?.number == probe.project)
        }
        var ranks: [[RoutingCandidate]] = []
        var seen: Set<CarrierID> = []
        var levels = Set(matching.map(specificity)).sorted { $1.lexicographicallyPrecedes($0) }
        // The simulator is never mixed with other carriers.
        let best = matching.filter { specificity($0) == levels.first }
        let isSimulated = best.allSatisfy { $0.carrier == .simulator }
        matching.removeAll { ($0.carrier == .simulator) != isSimulated }
        levels.removeAll { level in !matching.contains { specificity($0) == level } }
        for level in levels {
            var rank: [RoutingCandidate] = []
            for route in matching where specificity(route) == level && !seen.contains(route.carrier)
            {
                if let index = rank.firstIndex(where: { $0.carrier == route.carrier }) {
                    let weight = rank[index].weight + route.weight
                    rank[index] = RoutingCandidate(carrier: route.carrier, weight: weight)
                } else {
                    rank.append(RoutingCandidate(carrier: route.carrier, weight: route.weight))
                }
            }
            seen.formUnion(rank.map(\.carrier))
            if !rank.isEmpty { ranks.append(rank) }
        }
        return ranks
    }

    static func pick<Value>(_ values: [Value], _ generator: inout SeededGenerator) -> Value {
        values[Int.random(in: values.indices, using: &generator)]
    }

    private static func maybe<Value>(
        _ values: [Value],
        _ generator: inout SeededGenerator
    ) -> Value? {
        Bool.random(using: &generator) ? nil : pick(values, &generator)
    }
}
