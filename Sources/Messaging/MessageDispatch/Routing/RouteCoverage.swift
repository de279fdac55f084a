public import AccountsModel
public import MessagingModel

/// Which messages the routes in force take; asked before a message is accepted.
///
/// It never changes, so many threads may ask the same one. A route to every number is answered
/// from a flag; otherwise an answer takes a quarter of a microsecond.
public struct RouteCoverage: Sendable {
    /// What the routes do with a message.
    public enum Answer: Hashable, Sendable {
        /// A route takes it.
        case covered
        /// Routes take other messages of its project, but not this one.
        case notCovered
        /// No route takes any message of its project.
        case noRoute
    }

    private let matcher: RouteMatcher
    /// Whether a route has no conditions.
    public let takesEverything: Bool
    /// Whether a route takes messages of every project.
    private let servesEveryProject: Bool
    /// The projects that have routes of their own.
    private let projects: Set<Int64>
    /// How many routes are in force.
    public let routesCount: Int

    /// Creates the coverage of routes; disabled and unusable ones take nothing.
    public init(_ routes: [Route]) {
        var indexed: [IndexedRoute] = []
        for route in routes where route.isEnabled && indexed.count < Route.maximumCount {
            // The dispatcher reports the routes that cannot be used.
            do throws(InvalidRoute) {
                indexed.append(try IndexedRoute(route, carrier: 0))
            } catch {}
        }
        matcher = RouteMatcher(indexed)
        takesEverything = indexed.contains(where: \.isUnconditional)
        servesEveryProject = indexed.contains { $0.project == nil }
        projects = Set(indexed.compactMap(\.project))
        routesCount = indexed.count
    }

    /// What the routes do with a message.
    public func answer(
        destination: UInt64,
        country: String,
        sender: String,
        project: ProjectID
    ) -> Answer {
        if takesEverything { return .covered }
        let isCovered = matcher.hasMatch(
            destination: destination,
            country: CountryKey(country),
            sender: sender,
            project: project.number
        )
        if isCovered { return .covered }
        return servesEveryProject || projects.contains(project.number) ? .notCovered : .noRoute
    }
}
