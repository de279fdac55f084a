import Essentials

/// How much was accepted and is not applied yet; refuses what is too much.
final class Backlog: Sendable {
    private struct State {
        var items = 0
        var bytes = 0
    }

    private let state = Locked(State())
    private let mostItems: Int
    private let mostBytes: Int

    init(mostItems: Int, mostBytes: Int) {
        self.mostItems = mostItems
        self.mostBytes = mostBytes
    }

    /// Makes room for a call, before it is stored.
    func add(items: Int, bytes: Int) throws(ServiceError) {
        let fits = state.withLock { state in
            guard state.items + items <= mostItems, state.bytes + bytes <= mostBytes else {
                return false
            }
            state.items += items
            state.bytes += bytes
            return true
        }
        guard fits else { throw .overloaded("too many items wait to be applied") }
    }

    /// Counts what an earlier process left, whether it fits or not.
    func adopt(items: Int, bytes: Int) {
        state.withLock { state in
            state.items += items
            state.bytes += bytes
        }
    }

    /// Takes a call out that was applied, or not stored.
    func remove(items: Int, bytes: Int) {
        state.withLock { state in
            state.items = max(state.items - items, 0)
            state.bytes = max(state.bytes - bytes, 0)
        }
    }

    /// Whether little waits.
    var isShort: Bool { state.withLock { $0.items < 1000 } }

    func report(to observer: any AudienceObserver) {
        let (items, bytes) = state.withLock { ($0.items, $0.bytes) }
        observer.backlog(items: items, bytes: bytes)
    }
}
