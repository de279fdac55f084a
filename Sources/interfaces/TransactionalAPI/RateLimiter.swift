import Domain
public import Essentials
import HTTPServer

/// Counts requests of an organization to an endpoint in windows of a minute.
///
/// A window opens at the first request, exactly `limit` requests pass in it, and refused ones are
/// told when it ends. Source: wire reference, §4.
public final class RateLimiter: Sendable {
    /// How long a window is.
    public static let window = Duration.seconds(60)
    /// Windows remembered at most; beyond that, those that have ended are dropped.
    private static let capacity = 100_000

    private struct Key: Hashable {
        let organization: OrganizationID
        let endpoint: String
    }

    private struct Window {
        var calls: Int
        let resetAt: Timestamp
    }

    private let standardLimit: Int
    private let clock: any Clock
    private let windows = Locked<[Key: Window]>([:])

    /// Creates a limiter.
    ///
    /// - Parameters:
    ///   - standardLimit: requests a minute where an organization has no limit of its own.
    ///   - clock: tells the time.
    public init(standardLimit: Int = 1200, clock: any Clock) {
        self.standardLimit = standardLimit
        self.clock = clock
    }

    func count(_ organization: OrganizationID, _ endpoint: String, limit: Int?) -> Allowance {
        let now = clock.now
        let limit = limit ?? standardLimit
        let key = Key(organization: organization, endpoint: endpoint)
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

/// What is left of a window.
struct Allowance: Sendable {
    let limit: Int
    let remaining: Int
    let resetAt: Timestamp
    let secondsLeft: Int
    let isAllowed: Bool

    /// Writes the documented headers, and those of the IETF draft "RateLimit header fields".
    func describe(in response: inout HTTPResponse) {
        let reset = (resetAt.microseconds + 999_999) / 1_000_000
        response.headers.append(("X-RateLimit-Limit", String(limit)))
        response.headers.append(("X-RateLimit-Remaining", String(remaining)))
        response.headers.append(("X-RateLimit-Reset", String(reset)))
        response.headers.append(("RateLimit-Policy", "\"minute\";q=\(limit);w=60"))
        response.headers.append(("RateLimit", "\"minute\";r=\(remaining);t=\(secondsLeft)"))
    }
}
