/// Hands values from many threads to the one thread that waits for them, in batches.
///
/// A wake-up costs 10 to 40 µs, so the receiver takes everything that arrived while it worked at
/// once. The mailbox has no limit of its own: senders limit what they send. A thread that also
/// waits for sockets uses `LoopMailbox` of Loops.
public final class Mailbox<Element: Sendable>: Sendable {
    @usableFromInline
    internal struct State: Sendable {
        @usableFromInline internal var elements: [Element] = []
        @usableFromInline internal var isClosed = false
        @usableFromInline internal var isWaiting = false
    }

    @usableFromInline internal let monitor = Monitor(State())

    /// Creates an empty mailbox.
    public init() {}

    /// Adds an element; false once the mailbox is closed.
    @discardableResult
    @inlinable
    public func send(_ element: Element) -> Bool {
        let (isTaken, mustWake) = monitor.withLock { state in
            guard !state.isClosed else { return (false, false) }
            state.elements.append(element)
            defer { state.isWaiting = false }
            return (true, state.isWaiting)
        }
        // After the unlock: otherwise the woken thread would only block on the lock.
        if mustWake { monitor.signal() }
        return isTaken
    }

    /// The number of elements.
    public var count: Int { monitor.withLock { $0.elements.count } }

    /// Waits for the first element, at most the given time, and takes all elements; nil once the
    /// mailbox is closed and empty.
    @inlinable
    public func takeAll(waitingAtMost patience: Duration?) -> [Element]? {
        // The outer optional says whether to stop waiting; the inner one is the result.
        let answer = monitor.wait(upTo: patience) { state -> [Element]?? in
            guard state.elements.isEmpty else {
                state.isWaiting = false
                var taken: [Element] = []
                swap(&taken, &state.elements)
                return .some(taken)
            }
            if state.isClosed { return .some(nil) }
            state.isWaiting = true
            return nil
        }
        return answer ?? []
    }

    /// Refuses further elements; the receiver gets the remaining ones, then nil.
    public func close() {
        monitor.withLock { $0.isClosed = true }
        monitor.broadcast()
    }
}
