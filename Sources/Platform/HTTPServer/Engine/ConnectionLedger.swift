import Essentials
import Synchronization

/// Counts the open connections, in total and by address, across all server threads.
final class ConnectionLedger: Sendable {
    private let limitPerAddress: Int
    private let openByAddress = Locked<[String: Int]>([:])
    private let total = Atomic<Int>(0)

    init(limitPerAddress: Int) { self.limitPerAddress = limitPerAddress }

    var open: Int { total.load(ordering: .relaxed) }

    func admits(_ address: String) -> Bool {
        guard limitPerAddress > 0 else { return true }
        return openByAddress.withLock { $0[address, default: 0] < limitPerAddress }
    }

    /// Counts a new connection and returns how many are open now.
    func opened(_ address: String) -> Int {
        openByAddress.withLock { $0[address, default: 0] += 1 }
        return total.add(1, ordering: .relaxed).newValue
    }

    /// Forgets a connection and returns how many are open now.
    func closed(_ address: String) -> Int {
        openByAddress.withLock { counts in
            let left = counts[address, default: 1] - 1
            counts[address] = left > 0 ? left : nil
        }
        return total.subtract(1, ordering: .relaxed).newValue
    }
}
