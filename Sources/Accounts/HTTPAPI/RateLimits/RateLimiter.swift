public import AccountsModel
public import Essentials

/// Counts the requests of an owner against a budget, in windows of one minute.
///
/// A window opens with the first request and allows exactly `limit` requests.
public final class RateLimiter: Sendable {
    /// The length of a window.
    public static let window = Duration.seconds(60)
    /// When this many windows are open, ended ones are dropped.
    private static let capacity = 100_000

    /// Whose requests are counted together.
    public enum Owner: Hashable, Sendable {
        /// Requests of an organization.
        case organization(OrganizationID)
        /// Requests to a data source.
        case dataSource(ObjectID)
        /// Requests without a valid token from a group of addresses; see
        /// ``unauthenticated(from:)``.
        case unauthenticated(group: Int)

        /// The number of groups of addresses.
        private static let groupsCount = 4096

        /// Requests without a valid token from an address.
        ///
        /// Addresses are hashed into groups, so that memory is bounded.
        public static func unauthenticated(from address: String) -> Owner {
            var hasher = Hasher()
            hasher.combine(address)
            let group = UInt(bitPattern: hasher.finalize()) % UInt(groupsCount)
            return .unauthenticated(group: Int(group))
        }
    }

    private struct Key: Hashable {
        let owner: Owner
        let budget: String
    }

    private struct Window {
        var calls: Int
        let resetAt: Timestamp
    }

    /// Requests per minute for an owner without a limit of its own.
    public let standardLimit: Int
    private let growsWithPlan: Bool
    private let clock: any Clock
    private let windows = Locked<[Key: Window]>([:])

    /// Creates a limiter.
    ///
    /// - Parameters:
    ///   - standardLimit: requests per minute for an owner without a limit of its own.
    ///   - growsWithPlan: whether the standard limit doubles with every larger plan.
    ///   - clock: gives the current time.
    public init(standardLimit: Int, growsWithPlan: Bool = false, clock: any Clock) {
        self.standardLimit = standardLimit
        self.growsWithPlan = growsWithPlan
        self.clock = clock
    }

    /// Requests per minute that an organization may make to one budget: its own limit, or the
    /// standard one.
    public func limit(of organization: Organization) -> Int {
        if let limit = organization.requestsPerMinute { return limit }
        guard growsWithPlan else { return standardLimit }
        let factor = 1 << (organization.plan.apiTier - 1)
        let (limit, overflow) = standardLimit.multipliedReportingOverflow(by: factor)
        return overflow ? Int.max : limit
    }

    /// Counts a request.
    public func count(_ owner: Owner, _ budget: String, limit: Int) -> Allowance {
        let now = clock.now
        let key = Key(owner: owner, budget: budget)
        let window = windows.withLock { windows in
            if windows.count >= RateLimiter.capacity {
                windows = windows.filter { $0.value.resetAt > now }
            }
            var window = windows[key] ?? Window(calls: 0, resetAt: now + RateLimiter.window)
            // A clock that was set back must not close a window for longer.
            if window.resetAt <= now || window.resetAt > now + RateLimiter.window {
                window = Window(calls: 0, resetAt: now + RateLimiter.window)
            }
            window.calls += 1
            windows[key] = window
            return window
        }
        return Allowance(
            limit: limit,
            remaining: max(0, limit - window.calls),
            resetAt: window.resetAt,
            secondsLeft: max(0, Int((window.resetAt - now).inSeconds.rounded(.up))),
            isAllowed: window.calls <= limit
        )
    }
}
