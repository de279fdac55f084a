public import AccountsModel
public import Essentials

/// Counts requests of an owner to an endpoint in windows of a minute.
///
/// A window opens at the first request, exactly `limit` requests pass in it, and refused ones are
/// told when it ends.
public final class RateLimiter: Sendable {
    /// How long a window is.
    public static let window = Duration.seconds(60)
    /// Windows remembered at most; beyond that, those that have ended are dropped.
    private static let capacity = 100_000

    /// Whose requests are counted together.
    public enum Owner: Hashable, Sendable {
        /// Those of an organization.
        case organization(OrganizationID)
        /// Those into a data source.
        case dataSource(ObjectID)
        /// Those without a valid token, of a group of addresses; see ``stranger(_:)``.
        case strangers(Int)

        /// How many groups of addresses there are.
        private static let groups = 4096

        /// Who has no valid token, by address, so that no number of addresses fills the memory.
        public static func stranger(_ address: String) -> Owner {
            var hasher = Hasher()
            hasher.combine(address)
            return .strangers(Int(UInt(bitPattern: hasher.finalize()) % UInt(groups)))
        }
    }

    private struct Key: Hashable {
        let owner: Owner
        let endpoint: String
    }

    private struct Window {
        var calls: Int
        let resetAt: Timestamp
    }

    /// Requests a minute where an owner has no limit of its own.
    public let standardLimit: Int
    private let clock: any Clock
    private let windows = Locked<[Key: Window]>([:])

    /// Creates a limiter.
    ///
    /// - Parameters:
    ///   - standardLimit: requests a minute where an owner has no limit of its own.
    ///   - clock: tells the time.
    public init(standardLimit: Int = 1200, clock: any Clock) {
        self.standardLimit = standardLimit
        self.clock = clock
    }

    /// Counts a request; a nil limit is the standard one.
    public func count(_ owner: Owner, _ endpoint: String, limit: Int?) -> Allowance {
        let now = clock.now
        let limit = limit ?? standardLimit
        let key = Key(owner: owner, endpoint: endpoint)
        let window = windows.withLock { windows in
            if windows.count >= RateLimiter.capacity {
                windows = windows.filter { $0.value.resetAt > now }
            }
            var window = windows[key] ?? Window(calls: 0, resetAt: now + RateLimiter.window)
            if window.resetAt <= now {
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
