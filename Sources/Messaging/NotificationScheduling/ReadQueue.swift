import Essentials

/// Reads from the store that wait for their turn.
struct ReadQueue {
    /// One read.
    enum Read {
        case page(EndpointNumber, after: ObjectID?, limit: Int)
        case notifications([ObjectID], EndpointNumber)
    }

    private var pages: [(read: Read, behind: Int)] = []
    private var others: [Read] = []
    private var running = 0

    /// Requests a page that must be read after the first `behind` outcomes are recorded.
    mutating func addPage(_ endpoint: EndpointNumber, after: ObjectID?, limit: Int, behind: Int) {
        pages.append((.page(endpoint, after: after, limit: limit), behind))
    }

    /// Requests notifications of an endpoint.
    mutating func add(_ ids: [ObjectID], of endpoint: EndpointNumber) {
        others.append(.notifications(ids, endpoint))
    }

    /// The next read that may start.
    mutating func next(recorded: Int, most: Int) -> Read? {
        guard running < most else { return nil }
        if !others.isEmpty {
            running += 1
            return others.removeFirst()
        }
        guard let first = pages.first, first.behind <= recorded else { return nil }
        running += 1
        return pages.removeFirst().read
    }

    /// Records the end of a read.
    mutating func finish() { running -= 1 }
}
