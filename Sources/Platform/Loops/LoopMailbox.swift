import CLinux
public import Essentials
import Glibc

/// Passes values in batches from many threads to a loop that sleeps on a descriptor.
///
/// A wake-up costs 10 to 40 µs, so a sender signals the descriptor only while the loop sleeps. The
/// loop calls ``prepareToSleep()`` before it waits for events, and ``takeAll()`` every turn. The
/// mailbox has no limit of its own: senders limit what they send.
public final class LoopMailbox<Element: Sendable>: Sendable {
    @usableFromInline
    internal struct State: Sendable {
        @usableFromInline internal var elements: [Element] = []
        /// Whether the loop will call ``LoopMailbox/takeAll()`` before it sleeps.
        @usableFromInline internal var isAwake = true
        @usableFromInline internal var isClosed = false
    }

    /// Becomes readable when the sleeping loop must wake up.
    public let descriptor: Int32
    @usableFromInline internal let state = Locked(State())

    /// Creates an empty mailbox.
    public init() throws(LoopError) {
        descriptor = CLinux_eventfd()
        guard descriptor >= 0 else { throw LoopError(code: errno) }
    }

    deinit { if descriptor >= 0 { Glibc.close(descriptor) } }

    // MARK: From any thread

    /// Adds an element, and wakes the loop if it sleeps; false once the mailbox is closed.
    @inlinable
    public func send(_ element: Element) -> Bool {
        let (isTaken, mustWake) = state.withLock { state in
            guard !state.isClosed else { return (false, false) }
            state.elements.append(element)
            defer { state.isAwake = true }
            return (true, !state.isAwake)
        }
        if mustWake { wakeUp() }
        return isTaken
    }

    /// Refuses further elements, wakes the loop, and returns the remaining elements.
    public func close() -> [Element] {
        let left = state.withLock { state in
            state.isClosed = true
            defer { state.elements = [] }
            return state.elements
        }
        wakeUp()
        return left
    }

    /// Whether the mailbox was closed.
    public var isClosed: Bool { state.withLock { $0.isClosed } }

    @usableFromInline
    internal func wakeUp() { CLinux_eventfd_signal(descriptor) }

    // MARK: On the loop's thread

    /// Takes all elements.
    @inlinable
    public func takeAll() -> [Element] {
        state.withLock { state in
            state.isAwake = true
            guard !state.elements.isEmpty else { return [] }
            var taken: [Element] = []
            swap(&taken, &state.elements)
            return taken
        }
    }

    /// Whether the loop may sleep; from now on, and until ``takeAll()``, a sender wakes it.
    @inlinable
    public func prepareToSleep() -> Bool {
        state.withLock { state in
            guard state.elements.isEmpty, !state.isClosed else { return false }
            state.isAwake = false
            return true
        }
    }

    /// Makes the descriptor unreadable again after it woke the loop.
    public func clearWakeUp() { CLinux_eventfd_clear(descriptor) }
}

/// The system refused a descriptor.
public struct LoopError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The error number.
    public let code: Int32

    /// The system's message.
    public var description: String { String(cString: strerror(code)) }
}
