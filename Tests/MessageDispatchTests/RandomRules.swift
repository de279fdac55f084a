import Essentials
import MessageDispatch

/// Random rules and messages from few values, so that they often meet, and the plain way to route.
enum RandomRules {
    struct Probe {
        let destination: UInt64
        let country: String
        let sender: String
        let project: Int64
    }

    static let carriers = ["A", "B", "C", "D"]
    private static let countries = ["ES", "FR", "PT"]
    private static let prefixes = ["3", "34", "346", "3460", "33"]
    private static let senders = ["Shop", "Bank"]

    static func make(
        count: Int,
        _ generator: inout SeededGenerator
    ) -> [RoutingRule<String>] {
        (0..<count).map { _ in
            RoutingRule(
                carrier: pick(carriers, &generator),
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
        under rules: [RoutingRule<String>]
    ) -> [[RoutingCandidate<String>]] {
        func specificity(_ rule: RoutingRule<String>) -> [Int] {
            [
                rule.priority, rule.project == nil ? 0 : 1, rule.sender == nil ? 0 : 1,
                rule.prefix?.count ?? 0, rule.country == nil ? 0 : 1,
            ]
        }
        let matching = rules.filter { rule in
            (rule.country == nil || rule.country == probe.country)
                && "\(probe.destination)".hasPrefix(rule.prefix ?? "")
                && (rule.sender == nil || rule.sender == probe.sender)
                && (rule.project == nil || rule.project == probe.project)
        }
        var ranks: [[RoutingCandidate<String>]] = []
        var seen: Set<String> = []
        let levels = Set(matching.map(specificity)).sorted { $1.lexicographicallyPrecedes($0) }
        for level in levels {
            var rank: [RoutingCandidate<String>] = []
            for rule in matching where specificity(rule) == level && !seen.contains(rule.carrier) {
                if let index = rank.firstIndex(where: { $0.carrier == rule.carrier }) {
                    let weight = rank[index].weight + rule.weight
                    rank[index] = RoutingCandidate(carrier: rule.carrier, weight: weight)
                } else {
                    rank.append(RoutingCandidate(carrier: rule.carrier, weight: rule.weight))
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
