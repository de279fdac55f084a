import Essentials

/// Counts the open connections of a server, in total and by host, and enforces limits.
///
/// One ledger serves all threads of the server.
public final class ConnectionLedger: Sendable {
    /// Whether a connection is admitted.
    public enum Admission: Sendable {
        /// It is admitted and counted.
        case admitted
        /// The server has too many connections.
        case tooMany
        /// The host has too many connections.
        case tooManyOfHost
    }

    private struct Counts {
        var open = 0
        var openByHost: [String: Int] = [:]

        mutating func add(_ host: String) {
            openByHost[host, default: 0] += 1
            open += 1
        }
    }

    private let limit: Int
    private let limitPerHost: Int
    private let counts = Locked(Counts())

    /// Creates an empty ledger; a `limitPerHost` of 0 means no limit.
    public init(limit: Int = .max, limitPerHost: Int) {
        self.limit = limit
        self.limitPerHost = limitPerHost > 0 ? limitPerHost : .max
    }

    /// The number of open connections.
    public var open: Int { counts.withLock { $0.open } }

    /// Counts a connection if the limits allow it.
    public func admit(_ host: String) -> Admission {
        counts.withLock { counts in
            guard counts.open < limit else { return .tooMany }
            guard counts.openByHost[host, default: 0] < limitPerHost else { return .tooManyOfHost }
            counts.add(host)
            return .admitted
        }
    }

    /// Whether a connection would be admitted.
    public func hasRoom(for host: String) -> Bool {
        counts.withLock { $0.open < limit && $0.openByHost[host, default: 0] < limitPerHost }
    }

    /// Counts a connection regardless of the limits, and returns how many are open.
    public func add(_ host: String) -> Int {
        counts.withLock { counts in
            counts.add(host)
            return counts.open
        }
    }

    /// Removes a counted connection, and returns how many are open.
    @discardableResult
    public func remove(_ host: String) -> Int {
        counts.withLock { counts in
            let left = counts.openByHost[host, default: 1] - 1
            counts.openByHost[host] = left > 0 ? left : nil
            counts.open -= 1
            return counts.open
        }
    }
}
