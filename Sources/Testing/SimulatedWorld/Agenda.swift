import Collections
import Essentials

/// What happens next, in virtual time.
struct Agenda {
    private struct Entry: Comparable {
        let at: Timestamp
        /// Breaks ties, so that steps of one moment keep their order.
        let number: Int
        let step: () -> Void

        static func < (left: Entry, right: Entry) -> Bool {
            left.at == right.at ? left.number < right.number : left.at < right.at
        }

        static func == (left: Entry, right: Entry) -> Bool { left.number == right.number }
    }

    private var heap = Heap<Entry>()
    private var entryCount = 0

    /// Adds a step.
    mutating func add(at moment: Timestamp, _ step: @escaping () -> Void) {
        entryCount += 1
        heap.insert(Entry(at: moment, number: entryCount, step: step))
    }

    /// Takes the step that is next.
    mutating func next() -> (at: Timestamp, step: () -> Void)? {
        heap.popMin().map { ($0.at, $0.step) }
    }
}
