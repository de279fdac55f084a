import Essentials

/// A timer of an event loop that can be set any number of times.
///
/// Used on the loop's thread only. While it is set, the loop keeps it alive. It may be some
/// milliseconds late, and at most 4 ms, the resolution of the clock, early.
public final class LoopTimer: @unchecked Sendable {
    // Safe to share: every member asserts that it is used on the loop's thread.
    private let loop: EventLoop
    private let action: () -> Void
    /// Not nil only while the timer is set, so that `deinit` may run on any thread.
    private var source: EventSource?

    /// Creates a timer that is not set.
    public init(on loop: EventLoop, action: @escaping () -> Void) {
        self.loop = loop
        self.action = action
    }

    /// Whether the timer will run its action.
    public var isSet: Bool {
        loop.assertCurrent()
        return source != nil
    }

    /// Runs the action once after the delay, and replaces an action that is set.
    public func set(after delay: Duration) {
        loop.assertCurrent()
        if source == nil {
            source = EventSource(
                loop: loop,
                context: Unmanaged.passUnretained(self).toOpaque()
            ) { _, _, context in
                guard let context else { return }
                Unmanaged<LoopTimer>.fromOpaque(context).takeUnretainedValue().fire()
            }
            loop.adopt(self)
        }
        source?.enable(after: delay)
    }

    /// Cancels the action that is set.
    public func cancel() {
        loop.assertCurrent()
        guard source != nil else { return }
        source = nil
        loop.dismiss(self)
    }

    private func fire() {
        cancel()
        action()
    }
}

extension LoopTimer: LoopMember {
    func loopStops() { source = nil }
}

extension EventLoop {
    /// Runs the action once after the delay; on the loop's thread only.
    @discardableResult
    public func after(_ delay: Duration, _ action: @escaping () -> Void) -> LoopTimer {
        let timer = LoopTimer(on: self, action: action)
        timer.set(after: delay)
        return timer
    }
}
