import AccountsModel
import Essentials
import MessageDispatch
public import MessagingModel
import Synchronization

/// The routes that acceptance asks, replaced as a whole when an operator changes them.
public final class RoutesInForce: Sendable {
    private let coverage: Locked<RouteCoverage>
    private let refused = Atomic<UInt64>(0)

    /// Creates the value with the first routes.
    public init(_ routes: [Route] = []) { coverage = Locked(RouteCoverage(routes)) }

    /// How many messages were refused because no route takes them.
    public var refusedCount: UInt64 { refused.load(ordering: .relaxed) }

    /// How many routes there are.
    public var count: Int { coverage.withLock { $0.routesCount } }

    /// Puts routes in force; every later question is answered by them.
    public func replace(by routes: [Route]) {
        let latest = RouteCoverage(routes)
        coverage.withLock { $0 = latest }
    }

    /// Throws if no route takes any message of the project: nothing can be sent until the operator
    /// adds one.
    func check(_ project: ProjectID) throws(ServiceError) {
        guard answer(0, country: "", sender: "", project) == .noRoute else { return }
        refused.add(1, ordering: .relaxed)
        throw .notReady(
            "No route leads to a carrier yet; the operator adds one with: heliograph route add"
        )
    }

    /// Whether a route takes the message; counts it if not.
    func covers(
        _ destination: UInt64,
        country: String,
        sender: String,
        _ project: ProjectID
    ) -> Bool {
        if answer(destination, country: country, sender: sender, project) == .covered {
            return true
        }
        refused.add(1, ordering: .relaxed)
        return false
    }

    private func answer(
        _ destination: UInt64,
        country: String,
        sender: String,
        _ project: ProjectID
    ) -> RouteCoverage.Answer {
        // A copy: the lock is not held while the routes are searched.
        let conditional = coverage.withLock { $0.takesEverything ? nil : $0 }
        guard let conditional else { return .covered }
        return conditional.answer(
            destination: destination,
            country: country,
            sender: sender,
            project: project
        )
    }
}
