import Essentials

/// Counts what a listener accepted, across its loops, and says what is too much.
final class ConnectionLedger: Sendable {
    private let total: Int
    private let perAddress: Int
    private let counts = Locked(Counts())

    private struct Counts {
        var statistics = ListenerStatistics()
        var openByAddress: [String: Int] = [:]
    }

    init(_ configuration: ListenerConfiguration) {
        total = configuration.connections
        perAddress = configuration.connectionsPerAddress
    }

    var statistics: ListenerStatistics { counts.withLock { $0.statistics } }

    /// Counts a connection in, unless there are too many.
    func admit(_ host: String) -> Bool {
        counts.withLock { counts in
            guard counts.statistics.open < total else {
                counts.statistics.refusedForTotal += 1
                return false
            }
            if perAddress > 0, counts.openByAddress[host, default: 0] >= perAddress {
                counts.statistics.refusedForAddress += 1
                return false
            }
            counts.openByAddress[host, default: 0] += 1
            counts.statistics.open += 1
            counts.statistics.accepted += 1
            return true
        }
    }

    func release(_ host: String) {
        counts.withLock { counts in
            let left = counts.openByAddress[host, default: 1] - 1
            counts.openByAddress[host] = left > 0 ? left : nil
            counts.statistics.open -= 1
        }
    }

    func noteFailedHandshake() { counts.withLock { $0.statistics.failedHandshakes += 1 } }

    func noteOutOfResources() { counts.withLock { $0.statistics.outOfResources += 1 } }
}
