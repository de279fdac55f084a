import MessagingModel

/// A carrier in a list of candidates; those of equal rank share the messages by weight.
struct Candidate: Hashable, Sendable {
    let carrier: UInt8
    let rank: UInt8
    var weight: UInt32
}

/// Finds the candidates of a message, as the number of a list that similar messages share.
struct RouteMatcher: Sendable {
    /// The distinct lists of candidates; list 0 is the empty one.
    private(set) var groups: [[Candidate]] = [[]]
    private var groupNumbers: [[Candidate]: Int] = [[]: 0]
    private let countries: [CountryKey: CountryPlan]
    private let elsewhere: CountryPlan
    private let routes: [IndexedRoute]
    private var groupsByMatch: [[Int32]: Int] = [:]
    private var matched: [Int32] = []

    /// The cache is emptied at this size.
    private static let maximumCachedMatches = 4096

    init(_ unsorted: [IndexedRoute]) {
        // Stable, so that the operator's order decides between equal routes.
        let sorted = unsorted.enumerated().sorted { left, right in
            left.element.isBefore(right.element)
                || (!right.element.isBefore(left.element) && left.offset < right.offset)
        }
        routes = sorted.map(\.element)
        var countries: [CountryKey: CountryPlan] = [:]
        for country in Set(routes.compactMap(\.country)) {
            countries[country] = CountryPlan(routes, for: country)
        }
        self.countries = countries
        elsewhere = CountryPlan(routes, for: nil)
    }

    /// The number of the list of candidates; 0 if there are none.
    mutating func group(
        destination: UInt64,
        country: CountryKey,
        sender: String,
        project: Int64
    ) -> Int {
        let plan = countries[country] ?? elsewhere
        matched.removeAll(keepingCapacity: true)
        plan.match(destination, sender: sender, project: project, routes: routes, into: &matched)
        if let known = groupsByMatch[matched] { return known }
        if groupsByMatch.count >= RouteMatcher.maximumCachedMatches {
            groupsByMatch.removeAll(keepingCapacity: true)
        }
        let number = number(of: ranked(matched))
        groupsByMatch[Array(matched)] = number
        return number
    }

    /// Whether a route matches.
    func hasMatch(
        destination: UInt64,
        country: CountryKey,
        sender: String,
        project: Int64
    ) -> Bool {
        let plan = countries[country] ?? elsewhere
        return plan.hasMatch(destination, sender: sender, project: project, routes: routes)
    }

    /// The number of a list of candidates; a new list gets a new one.
    mutating func number(of candidates: [Candidate]) -> Int {
        if let known = groupNumbers[candidates] { return known }
        groups.append(candidates)
        groupNumbers[candidates] = groups.count - 1
        return groups.count - 1
    }

    /// Candidates in ranks; a carrier counts only where it comes first.
    ///
    /// The simulator is no other carrier's failover, nor another carrier its: otherwise a message
    /// that failed would seem delivered, or a simulated one would be sent.
    private func ranked(_ matched: [Int32]) -> [Candidate] {
        var candidates: [Candidate] = []
        var rank: UInt8 = 0
        var previous: IndexedRoute?
        let isSimulated = IndexedRoute.areSimulated(matched.map { routes[Int($0)] })
        for index in matched {
            let route = routes[Int(index)]
            guard route.isSimulated == isSimulated else { continue }
            if let previous, previous.isBefore(route), candidates.last?.rank == rank { rank += 1 }
            previous = route
            if let known = candidates.firstIndex(where: { $0.carrier == route.carrier }) {
                if candidates[known].rank == rank { candidates[known].weight += route.weight }
            } else {
                candidates.append(
                    Candidate(carrier: route.carrier, rank: rank, weight: route.weight)
                )
            }
        }
        return candidates
    }
}

/// The routes for one country, best first, indexed by their conditions.
private struct CountryPlan: Sendable {
    private var general: [Int32] = []
    private var bySender: [String: [Int32]] = [:]
    private var byProject: [Int64: [Int32]] = [:]
    private var hasPrefixes = false

    init(_ routes: [IndexedRoute], for country: CountryKey?) {
        for (index, route) in routes.enumerated()
        where route.country == nil || route.country == country {
            let index = Int32(index)
            if route.prefix != nil { hasPrefixes = true }
            if let project = route.project {
                byProject[project, default: []].append(index)
            } else if let sender = route.sender {
                bySender[sender, default: []].append(index)
            } else {
                general.append(index)
            }
        }
    }

    /// Whether a route matches.
    func hasMatch(
        _ destination: UInt64,
        sender: String,
        project: Int64,
        routes: [IndexedRoute]
    ) -> Bool {
        let digits = hasPrefixes ? destination.decimalDigitCount : 0
        func matches(_ index: Int32) -> Bool {
            routes[Int(index)].matches(destination, digits: digits, sender: sender)
        }
        return general.contains(where: matches)
            || !bySender.isEmpty && bySender[sender]?.contains(where: matches) == true
            || !byProject.isEmpty && byProject[project]?.contains(where: matches) == true
    }

    /// Appends the routes that match, best first.
    func match(
        _ destination: UInt64,
        sender: String,
        project: Int64,
        routes: [IndexedRoute],
        into matched: inout [Int32]
    ) {
        let digits = hasPrefixes ? destination.decimalDigitCount : 0
        func add(_ indexes: [Int32]) {
            for index in indexes
            where routes[Int(index)].matches(destination, digits: digits, sender: sender) {
                matched.append(index)
            }
        }
        add(general)
        let sorted = matched.count
        if !bySender.isEmpty, let indexes = bySender[sender] { add(indexes) }
        if !byProject.isEmpty, let indexes = byProject[project] { add(indexes) }
        if matched.count > sorted { matched.sort() }
    }
}
