import Collections
import Essentials

/// What the machine knows of one endpoint.
struct EndpointQueue {
    /// The tickets of one message, oldest first.
    struct Chain {
        var head: Slot
        var tail: Slot
    }

    var chains: [ObjectID: Chain] = [:]
    /// Heads of chains that may be called, in turn.
    var ready = Deque<Slot>()
    /// Heads of chains that wait for a retry.
    var delayed = Heap<Alarm>()
    /// Tickets that arrived while a page was being read.
    var heldBack: [Slot] = []
    /// Tickets in memory that do not wait for a retry.
    var held = 0
    var inFlight = 0
    var window: CallWindow
    var breaker: CircuitBreaker
    /// Until when it asked to be left alone.
    var quietUntil: Timestamp?
    /// The call that shall tell whether the endpoint is back.
    var probe: Slot?
    var backlog = Backlog()
    /// When the machine looks at it next; nil for when something happens.
    var wakeAt: Timestamp?
    /// Whether somebody is there to be called.
    var isReachable: Bool

    init(policy: DeliveryPolicy, isReachable: Bool) {
        self.isReachable = isReachable
        window = CallWindow(first: policy.firstWindow, largest: policy.largestWindow)
        breaker = CircuitBreaker(policy: policy.breaker)
    }
}

/// What the store holds of an endpoint beyond the memory, and how far it was read.
struct Backlog {
    /// Whether the store may hold tickets that are not in memory; then all arrivals go through it.
    var mayHoldMore = false
    var isLoading = false
    /// All stored tickets up to this one are in memory or settled.
    var readUpTo: ObjectID?
    /// The highest id that any page held.
    var loadedUpTo: ObjectID?
    /// The lowest id that arrived and was left to the store.
    var lowestMissed: ObjectID?
    /// Tickets that were settled since the present page was asked for, which may still list them.
    var settledSince: Set<ObjectID> = []
    var limit = 0
    var retryAt: Timestamp?

    /// Leaves a ticket to the store.
    mutating func miss(_ id: ObjectID) {
        if !mayHoldMore {
            mayHoldMore = true
            readUpTo = id.predecessor
        } else {
            lowestMissed = min(lowestMissed ?? id, id)
        }
    }

    /// Takes note of a page; says whether that was all.
    mutating func finishLoading(last: ObjectID?, isEnd: Bool) {
        isLoading = false
        settledSince.removeAll()
        if let last {
            readUpTo = last
            loadedUpTo = max(loadedUpTo ?? last, last)
        }
        if let missed = lowestMissed {
            // Transactions may commit in another order than their ids were made.
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
