import Delivery
import Essentials

/// Reads that wait for their turn at the store.
struct ReadQueue {
    /// One read.
    enum Read {
        case page(EndpointNumber, after: ObjectID?, limit: Int)
        case slots([Slot], EndpointNumber)
    }

    private var pages: [(read: Read, behind: Int)] = []
    private var fetches: [Read] = []
    private var running = 0

    /// Asks for a page that must see the first `behind` outcomes recorded.
    mutating func load(_ endpoint: EndpointNumber, after: ObjectID?, limit: Int, behind: Int) {
        pages.append((.page(endpoint, after: after, limit: limit), behind))
    }

    mutating func fetch(_ slots: [Slot], of endpoint: EndpointNumber) {
        fetches.append(.slots(slots, endpoint))
    }

    /// The next read that may start.
    mutating func next(recorded: Int, most: Int) -> Read? {
        guard running < most else { return nil }
        if !fetches.isEmpty {
            running += 1
            return fetches.removeFirst()
        }
        guard let first = pages.first, first.behind <= recorded else { return nil }
        running += 1
        return pages.removeFirst().read
    }

    mutating func finish() { running -= 1 }
}
