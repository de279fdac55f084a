import Domain
import Essentials
import Filters

/// The scrolls under way: what each still has to show, and until when.
///
/// A scroll holds who was found when it began, so that nobody is skipped or shown twice while data
/// moves. It ends when it rests for too long, or when too many others begin.
final class ScrollShelf: Sendable {
    /// A scroll through contacts.
    struct Scroll: Sendable {
        let project: ProjectID
        /// What was asked for; another question cannot go on with it.
        let question: UInt64
        let found: Found
        let total: Int
        var position: Int
        var last: ContactRow?
        var usedAt: Timestamp
        /// Which page the next one is, so that a cursor of an earlier page is told from it.
        var page: Int
    }

    /// Who was found.
    enum Found: Sendable {
        /// In the order of rows.
        case set(ContactSet)
        /// In another order.
        case list([ContactRow])
    }

    private let lifetime: Duration
    private let capacity: Int
    private let scrolls = Locked([ObjectID: Scroll]())

    init(lifetime: Duration, capacity: Int) {
        self.lifetime = lifetime
        self.capacity = capacity
    }

    /// Keeps a scroll; of its project the one that rested longest makes room for it.
    func keep(_ scroll: Scroll, as id: ObjectID, at now: Timestamp) {
        scrolls.withLock { scrolls in
            scrolls = scrolls.filter { now - $0.value.usedAt < lifetime }
            let own = scrolls.filter { $0.value.project == scroll.project && $0.key != id }
            if own.count >= capacity,
                let oldest = own.min(by: { $0.value.usedAt < $1.value.usedAt })
            {
                scrolls[oldest.key] = nil
            }
            scrolls[id] = scroll
        }
    }

    /// The scroll of that id; nil when it has ended.
    func scroll(_ id: ObjectID, at now: Timestamp) -> Scroll? {
        scrolls.withLock { scrolls in
            guard let scroll = scrolls[id], now - scroll.usedAt < lifetime else {
                scrolls[id] = nil
                return nil
            }
            return scroll
        }
    }

    /// Ends a scroll.
    func end(_ id: ObjectID) { scrolls.withLock { $0[id] = nil } }
}
