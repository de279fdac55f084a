import AccountsModel
import AudienceColumns
import Essentials

/// The scrolls under way: who was found when each began, so that nobody is skipped or shown twice
/// while data moves.
///
/// What is kept of a scroll never changes. How far its client has come is in the client's cursor,
/// so a page can be asked for again when its answer was lost. A scroll ends when it rests for too
/// long, or when too many others begin.
final class ScrollShelf: Sendable {
    /// A scroll through contacts.
    struct Scroll: Sendable {
        let project: ProjectID
        /// What was asked for; another question cannot go on with it.
        let question: UInt64
        let found: Found
        let total: Int
    }

    /// Who was found.
    enum Found: Sendable {
        /// In the order of rows.
        case set(ContactSet)
        /// In another order.
        case list([ContactRow])
    }

    private struct Kept {
        let scroll: Scroll
        var until: Timestamp
    }

    /// How long a page without one after it can be asked for again.
    private static let lastPageLifetime = Duration.seconds(60)

    private let lifetime: Duration
    private let capacity: Int
    private let kept = Locked([ObjectID: Kept]())

    init(lifetime: Duration, capacity: Int) {
        self.lifetime = lifetime
        self.capacity = capacity
    }

    /// Keeps a scroll; of its project the one that rested longest makes room for it.
    func keep(_ scroll: Scroll, as id: ObjectID, at now: Timestamp) {
        kept.withLock { kept in
            kept = kept.filter { $0.value.until > now }
            let own = kept.filter { $0.value.scroll.project == scroll.project }
            if own.count >= capacity, let oldest = own.min(by: { $0.value.until < $1.value.until })
            {
                kept[oldest.key] = nil
            }
            kept[id] = Kept(scroll: scroll, until: now + lifetime)
        }
    }

    /// The scroll of that id; nil when it has ended.
    func scroll(_ id: ObjectID, at now: Timestamp) -> Scroll? {
        kept.withLock { kept in
            guard let found = kept[id], found.until > now else {
                kept[id] = nil
                return nil
            }
            return found.scroll
        }
    }

    /// Takes note that a page was shown, the last one or another.
    func shown(_ id: ObjectID, isLast: Bool, at now: Timestamp) {
        kept.withLock { $0[id]?.until = now + (isLast ? Self.lastPageLifetime : lifetime) }
    }
}
