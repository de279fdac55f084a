import AccountsModel
import AudienceColumns
import Essentials

/// Caches the matches of scrolls, so that none is skipped or returned twice while data changes.
///
/// A cached scroll never changes: the position is in the client's cursor, so a page whose response
/// was lost can be requested again. A scroll is dropped when it is idle for too long, or when too
/// many others begin.
final class ScrollCache: Sendable {
    /// A scroll through contacts.
    struct Scroll: Sendable {
        let project: ProjectID
        /// The fingerprint of the query; a cursor continues only its own.
        let question: UInt64
        let found: Found
        /// How many contacts matched.
        let total: Int

        init(project: ProjectID, question: UInt64, found: Found) {
            self.project = project
            self.question = question
            self.found = found
            total =
                switch found {
                case .set(let set): set.count
                case .list(let rows): rows.count
                }
        }
    }

    /// The matches.
    enum Found: Sendable {
        /// In the order of rows.
        case set(ContactSet)
        /// In the order of an attribute.
        case list([ContactRow])
    }

    private struct Kept {
        let scroll: Scroll
        var until: Timestamp
    }

    /// How long the last page can be requested again.
    private static let lastPageLifetime = Duration.seconds(60)

    private let lifetime: Duration
    private let capacity: Int
    private let kept = Locked([ObjectID: Kept]())

    init(lifetime: Duration, capacity: Int) {
        self.lifetime = lifetime
        self.capacity = capacity
    }

    /// Adds a scroll; when there are too many, drops the one of the project that was idle longest.
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

    /// The scroll with an id; nil when it was dropped.
    func scroll(_ id: ObjectID, at now: Timestamp) -> Scroll? {
        kept.withLock { kept in
            guard let found = kept[id], found.until > now else {
                kept[id] = nil
                return nil
            }
            return found.scroll
        }
    }

    /// Extends the life of a scroll after a page.
    func touch(_ id: ObjectID, isLast: Bool, at now: Timestamp) {
        kept.withLock { $0[id]?.until = now + (isLast ? Self.lastPageLifetime : lifetime) }
    }
}
