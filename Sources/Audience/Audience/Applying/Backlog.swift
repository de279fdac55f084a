import Essentials

/// Counts what was accepted and is not applied yet, and enforces its limits.
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

    /// Counts a call before it is stored; throws if that exceeds a limit.
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

    /// Counts an entry that was found in the log, regardless of the limits.
    func adopt(items: Int, bytes: Int) {
        state.withLock { state in
            state.items += items
            state.bytes += bytes
        }
    }

    /// Stops counting a call that was applied, or could not be stored.
    func remove(items: Int, bytes: Int) {
        state.withLock { state in
            state.items = max(state.items - items, 0)
            state.bytes = max(state.bytes - bytes, 0)
        }
    }

    /// Whether few items are waiting.
    var isShort: Bool { state.withLock { $0.items < 1000 } }

    func report(to observer: any AudienceObserver) {
        let (items, bytes) = state.withLock { ($0.items, $0.bytes) }
        observer.backlog(items: items, bytes: bytes)
    }
}
