import Database
import Essentials
import SQLStore

/// What the store's connection tells a node: that it was lost and opened again, and that another
/// server took over.
final class StoreEvents: Sendable {
    private let isOutdated = Locked(false)
    private let lost = Locked<StoreRole?>(nil)
    private let arrival = OneTimeSignal()

    /// Begins to follow the store.
    init(_ store: SQLStore) {
        store.database.onReconnect { [weak self] in
            self?.isOutdated.withLock { $0 = true }
        }
        store.database.onLostRole { [weak self] role in
            self?.lost.withLock { $0 = $0 ?? role }
            self?.arrival.raise()
        }
    }

    /// Whether the store may hold what memory lacks, since the last call.
    func takeOutdated() -> Bool {
        isOutdated.withLock { isOutdated in
            defer { isOutdated = false }
            return isOutdated
        }
    }

    /// Has memory compared with the store again.
    func setOutdated() { isOutdated.withLock { $0 = true } }

    /// Returns once another process has taken over.
    func takeOver() async -> StoreRole? {
        await arrival.wait()
        return lost.withLock { $0 }
    }
}
