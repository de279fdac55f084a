import AccountsModel
import Essentials

/// Counts what was accepted and is not applied yet, and enforces its limits.
///
/// Half of it is one project's at most, so that a project that sends faster than it is applied
/// keeps no other from sending.
final class Backlog: Sendable {
    private struct State {
        var total = Amount()
        var byProject: [ProjectID: Amount] = [:]

        mutating func change(_ project: ProjectID, items: Int, bytes: Int) {
            total.change(items, bytes)
            byProject[project, default: Amount()].change(items, bytes)
            if byProject[project]?.isNothing == true { byProject[project] = nil }
        }
    }

    private struct Amount {
        var items = 0
        var bytes = 0

        var isNothing: Bool { items == 0 && bytes == 0 }

        mutating func change(_ items: Int, _ bytes: Int) {
            self.items = max(self.items + items, 0)
            self.bytes = max(self.bytes + bytes, 0)
        }
    }

    private let state = Locked(State())
    private let mostItems: Int
    private let mostBytes: Int

    init(mostItems: Int, mostBytes: Int) {
        self.mostItems = mostItems
        self.mostBytes = mostBytes
    }

    /// Counts a call before it is stored; throws if that exceeds a limit.
    func add(_ project: ProjectID, items: Int, bytes: Int) throws(ServiceError) {
        let fits = state.withLock { state in
            let own = state.byProject[project] ?? Amount()
            guard state.total.items + items <= mostItems, state.total.bytes + bytes <= mostBytes,
                own.items + items <= max(mostItems / 2, 1),
                own.bytes + bytes <= mostBytes / 2
            else { return false }
            state.change(project, items: items, bytes: bytes)
            return true
        }
        guard fits else { throw .overloaded("too many items wait to be applied") }
    }

    /// Counts an entry that was found in the log, regardless of the limits.
    func adopt(_ project: ProjectID, items: Int, bytes: Int) {
        state.withLock { $0.change(project, items: items, bytes: bytes) }
    }

    /// Stops counting a call that was applied, or could not be stored.
    func remove(_ project: ProjectID, items: Int, bytes: Int) {
        state.withLock { $0.change(project, items: -items, bytes: -bytes) }
    }

    /// Whether few items are waiting.
    var isShort: Bool { state.withLock { $0.total.items < 1000 } }

    func report(to observer: any AudienceObserver) {
        let (items, bytes) = state.withLock { ($0.total.items, $0.total.bytes) }
        observer.backlog(items: items, bytes: bytes)
    }
}
