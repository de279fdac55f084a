public import AccountsModel
public import MessagingModel

/// What a route does with a message, and why.
public enum RouteVerdict: Hashable, Sendable {
    /// It takes the message; 0 is first, and higher ranks are the failover.
    case takes(rank: Int)
    /// It is not in force.
    case disabled
    /// It is for another country.
    case otherCountry
    /// It is for numbers with other digits.
    case otherPrefix
    /// It is for another sender.
    case otherSender
    /// It is for another project.
    case otherProject
    /// It matches, but the simulator is no other carrier's failover, nor another carrier its.
    case notMixed
    /// It cannot be used.
    case invalid(InvalidRoute.Reason)
}

extension RoutingTable {
    /// What each of the routes does with a message: those that take it first, best first, then the
    /// others in their order.
    ///
    /// Without a sender or a project, routes for one take nothing.
    public static func verdicts(
        of routes: [Route],
        destination: UInt64,
        country: String,
        sender: String?,
        project: ProjectID?
    ) -> [(route: Route, verdict: RouteVerdict)] {
        var matching: [(route: Route, indexed: IndexedRoute)] = []
        var others: [(route: Route, verdict: RouteVerdict)] = []
        for route in routes {
            do throws(InvalidRoute) {
                let indexed = try IndexedRoute(route, carrier: 0)
                let refusal = indexed.refusal(
                    of: destination,
                    country: CountryKey(country),
                    sender: sender,
                    project: project?.number
                )
                if !route.isEnabled {
                    others.append((route, .disabled))
                } else if let refusal {
                    others.append((route, refusal))
                } else {
                    matching.append((route, indexed))
                }
            } catch {
                others.append((route, .invalid(error.reason)))
            }
        }
        matching.sort { $0.indexed.isBefore($1.indexed) }
        let isSimulated = IndexedRoute.areSimulated(matching.map(\.indexed))
        others += matching.filter { $0.indexed.isSimulated != isSimulated }
            .map { ($0.route, .notMixed) }
        matching.removeAll { $0.indexed.isSimulated != isSimulated }
        var rank = 0
        let taking = matching.enumerated().map { index, match in
            if index > 0, matching[index - 1].indexed.isBefore(match.indexed) { rank += 1 }
            return (match.route, RouteVerdict.takes(rank: rank))
        }
        return taking + others
    }
}

extension IndexedRoute {
    /// Why it does not take a message; nil if it does.
    fileprivate func refusal(
        of destination: UInt64,
        country wanted: CountryKey,
        sender wantedSender: String?,
        project wantedProject: Int64?
    ) -> RouteVerdict? {
        if let country, country != wanted { return .otherCountry }
        if let prefix, !prefix.matches(destination, digits: destination.decimalDigitCount) {
            return .otherPrefix
        }
        if let sender, sender != wantedSender { return .otherSender }
        if let project, project != wantedProject { return .otherProject }
        return nil
    }
}
