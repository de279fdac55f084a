/// Hands values from many threads to the one thread that waits for them, in batches.
///
/// A wake-up costs 10 to 40 µs, so everything that arrived while the receiver worked is taken at
/// once. Senders limit what they send; the mailbox takes everything. A thread that waits for
/// sockets too uses `LoopMailbox` of Loops.
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
        // After the unlock: before it, the woken thread would only block on the lock.
        if mustWake { monitor.signal() }
        return isTaken
    }

    /// The number of elements.
    public var count: Int { monitor.withLock { $0.elements.count } }

    /// Takes all elements, after waiting for the first one at most the given time; nil once the
    /// mailbox is closed and empty.
    @inlinable
    public func takeAll(waitingAtMost patience: Duration?) -> [Element]? {
        // The outer optional says whether to stop waiting, the inner one is the answer.
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

    /// Refuses further elements; the receiver gets those that are there, then nil.
    public func close() {
        monitor.withLock { $0.isClosed = true }
        monitor.broadcast()
    }
}
