import CEvent
import Essentials
import Glibc

/// Owns one event of libevent: the readiness of a descriptor, or a time.
///
/// Created, used and destroyed on the loop's thread. The context is not retained: it owns the
/// source, or outlives it.
struct EventSource: ~Copyable {
    struct Events: OptionSet {
        let rawValue: Int32
        static let readable = Events(rawValue: EV_READ)
        static let writable = Events(rawValue: EV_WRITE)
        static let persistent = Events(rawValue: EV_PERSIST)
    }

    private let handle: OpaquePointer

    init(
        loop: EventLoop,
        descriptor: Int32 = -1,
        events: Events = [],
        context: UnsafeMutableRawPointer,
        callback: event_callback_fn
    ) {
        loop.assertCurrent()
        let kind = Int16(truncatingIfNeeded: events.rawValue)
        guard let made = event_new(loop.base, descriptor, kind, callback, context) else {
            preconditionFailure("libevent has no memory for an event")
        }
        handle = made
    }

    deinit { event_free(handle) }

    func enable() { event_add(handle, nil) }

    func enable(after delay: Duration) {
        let microseconds = max(delay.wholeMicroseconds, 0)
        var time = timeval(
            tv_sec: Int(microseconds / 1_000_000),
            tv_usec: Int(microseconds % 1_000_000)
        )
        event_add(handle, &time)
    }

    func disable() { event_del(handle) }

    /// Runs the callback in the next turn, as if the descriptor had become readable.
    func activate() { event_active(handle, EV_READ, 1) }
}
