import Collections
import Essentials

/// The queued notifications of one endpoint, and the endpoint's state.
struct EndpointQueue {
    /// The notifications about one subject, oldest first.
    struct Chain {
        var head: Slot
        var tail: Slot
    }

    var chains: [ObjectID: Chain] = [:]
    /// Heads of chains that can be sent, in turn.
    var ready = Deque<Slot>()
    /// Heads of chains that wait for a retry.
    var delayed = Heap<Alarm>()
    /// Notifications that arrived while a page was being read.
    var heldBack: [Slot] = []
    /// Notifications in memory that do not wait for a retry.
    var held = 0
    var inFlight = 0
    var window: SendWindow
    var breaker: CircuitBreaker
    /// The end of the pause that the endpoint asked for.
    var quietUntil: Timestamp?
    /// The notification that probes whether the endpoint is back.
    var probe: Slot?
    var backlog = Backlog()
    /// When the scheduler looks at it next; nil for after the next event.
    var wakeAt: Timestamp?
    /// Whether it can be reached.
    var isReachable: Bool
    /// Whether nothing is sent, read or kept, because its project was lost.
    var isSuspended = false

    init(policy: SchedulingPolicy, isReachable: Bool) {
        self.isReachable = isReachable
        window = SendWindow(first: policy.firstWindow, largest: policy.largestWindow)
        breaker = CircuitBreaker(policy: policy.breaker)
    }
}

/// The notifications of an endpoint that are only in the store, and how far they were read.
struct Backlog {
    /// Whether the store may hold notifications that are not in memory; then all go through it.
    var mayHoldMore = false
    var isLoading = false
    /// All stored notifications up to this one are in memory or settled.
    var readUpTo: ObjectID?
    /// The highest id of all pages.
    var loadedUpTo: ObjectID?
    /// The lowest id that arrived and was left to the store.
    var lowestMissed: ObjectID?
    /// Settled since the current page was requested, which may still list them.
    var settledSince: Set<ObjectID> = []
    var limit = 0
    var retryAt: Timestamp?
    /// Whether the page being read is dropped, because what came before it is not in memory.
    var dropsPage = false

    /// Leaves a notification to the store.
    mutating func miss(_ id: ObjectID) {
        if !mayHoldMore {
            mayHoldMore = true
            readUpTo = id.predecessor
        } else {
            lowestMissed = min(lowestMissed ?? id, id)
        }
    }

    /// Forgets how far it was read, and drops the page being read.
    mutating func restart() {
        let (isLoading, loadedUpTo) = (isLoading, loadedUpTo)
        self = Backlog()
        self.isLoading = isLoading
        // What earlier pages held may be announced late.
        self.loadedUpTo = loadedUpTo
        dropsPage = isLoading
        mayHoldMore = true
    }

    /// Records how far a page went, and whether it was the last.
    mutating func finishLoading(last: ObjectID?, isEnd: Bool) {
        isLoading = false
        settledSince.removeAll()
        if let last {
            readUpTo = last
            loadedUpTo = max(loadedUpTo ?? last, last)
        }
        if let missed = lowestMissed {
            // Transactions may commit in another order than their ids were created.
            if let readUpTo, missed <= readUpTo { self.readUpTo = missed.predecessor }
        } else if isEnd {
            mayHoldMore = false
            readUpTo = nil
        }
        lowestMissed = nil
    }
}

extension ObjectID {
    /// The id just before this one; nil before the first.
    fileprivate var predecessor: ObjectID? {
        if low > 0 { return ObjectID(high: high, low: low - 1) }
        return high > 0 ? ObjectID(high: high - 1, low: .max) : nil
    }
}
