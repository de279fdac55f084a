import CEvent
import Essentials
import Glibc
public import Loops

/// A thread that waits for sockets, timers and other threads, and runs their callbacks.
///
/// It works in turns: first the events that arrived while it slept, then the work posted by other
/// threads, then ``EndOfTurn`` work, which sees the results of the whole turn. A connection is
/// used on its loop's thread only, so it needs no lock. Code on the loop must neither block nor
/// compute for long.
///
/// A task that prefers the loop's ``executor`` continues on its thread without a hop.
public final class EventLoop: @unchecked Sendable {
    // Safe to share: `executor` and `stopped` are thread-safe; everything else is touched only by
    // the loop's own thread, or before it starts and after it has ended.
    let base: OpaquePointer
    /// Runs tasks on the loop's thread.
    public let executor: LoopExecutor
    private let stopped = OneTimeSignal()
    private var isStopping = false
    private var members: [ObjectIdentifier: any LoopMember] = [:]
    private var endOfTurn: [any EndOfTurn] = []
    private let timeSlice: Duration?
    /// The size of the buffer that sockets are read into.
    public static let readBytes = 65_536
    /// The buffer that sockets are read into, shared by all connections of the loop.
    let scratch = UnsafeMutableRawBufferPointer.allocate(
        byteCount: EventLoop.readBytes,
        alignment: 16
    )

    /// Starts the thread; its name, cut to 15 bytes, shows in tools such as `top -H`.
    ///
    /// The loop runs until ``stop()``, even when nothing references it any more. With a short time
    /// slice the thread does not wait for the full slices of others; see ``LoopExecutor``.
    public init(
        name: String = "loop",
        timeSlice: Duration? = nil
    ) throws(EventLoopError) {
        self.timeSlice = timeSlice
        guard let base = EventLoop.makeBase() else {
            throw .noResources("libevent refused to start")
        }
        self.base = base
        do {
            executor = try LoopExecutor()
        } catch {
            event_base_free(base)
            throw .noResources(error.description)
        }
        do {
            try WorkerThread(name) { self.live() }
        } catch {
            throw .noResources(error.description)
        }
    }

    deinit {
        event_base_free(base)
        scratch.deallocate()
    }

    private static func makeBase() -> OpaquePointer? {
        let settings = event_config_new()
        defer { event_config_free(settings) }
        // One thread owns the base; others reach it only through the executor.
        event_config_set_flag(settings, Int32(EVENT_BASE_FLAG_NOLOCK.rawValue))
        event_config_set_flag(settings, Int32(EVENT_BASE_FLAG_IGNORE_ENV.rawValue))
        return event_base_new_with_config(settings)
    }
}

// MARK: From any thread

extension EventLoop {
    /// Runs the work on the loop's thread, in a later turn; false if the loop was stopped.
    ///
    /// Closures posted by one thread run in order. Many of them cost one wake-up, but each costs
    /// an allocation: pass many values in one closure. Callers limit how much they post.
    @discardableResult
    public func run(_ work: @escaping @Sendable () -> Void) -> Bool { executor.run(work) }

    /// Whether the calling thread is the loop's.
    public var isCurrent: Bool { executor.isCurrent }

    /// Stops a debug build that calls from another thread.
    public func assertCurrent(file: StaticString = #fileID, line: UInt = #line) {
        assert(isCurrent, "only for the event loop's thread", file: file, line: line)
    }

    /// Closes everything that lives on the loop and ends the thread; work posted later is refused.
    public func stop() async {
        stopSoon()
        await stopped.wait()
    }

    /// Like ``stop()``, without waiting for the end.
    public func stopSoon() { run { self.isStopping = true } }
}

// MARK: On the loop's thread

extension EventLoop {
    /// Calls the object once before the loop sleeps, at the end of this turn.
    ///
    /// Register at most once per turn: the loop does not check for duplicates.
    public func atEndOfTurn(_ object: any EndOfTurn) {
        assertCurrent()
        endOfTurn.append(object)
    }

    /// Keeps the member alive until it is dismissed, and notifies it when the loop stops.
    func adopt(_ member: any LoopMember) {
        assertCurrent()
        members[ObjectIdentifier(member)] = member
    }

    func dismiss(_ member: any LoopMember) {
        assertCurrent()
        members[ObjectIdentifier(member)] = nil
    }

    private func live() {
        executor.attach(timeSlice: timeSlice)
        listenToWakeUps()
        while !isStopping {
            let mode = executor.prepareToSleep() ? EVLOOP_ONCE : EVLOOP_ONCE | EVLOOP_NONBLOCK
            event_base_loop(base, mode)
            executor.runPending()
            finishTurn()
        }
        shutDown()
    }

    private func listenToWakeUps() {
        let source = EventSource(
            loop: self,
            descriptor: executor.descriptor,
            events: [.readable, .persistent],
            context: Unmanaged.passUnretained(self).toOpaque()
        ) { _, _, context in
            guard let context else { return }
            Unmanaged<EventLoop>.fromOpaque(context).takeUnretainedValue().executor.clearWakeUp()
        }
        source.enable()
        adopt(WakeUps(source))
    }

    /// Runs the end-of-turn work, including work that it adds.
    private func finishTurn() {
        while !endOfTurn.isEmpty {
            var objects: [any EndOfTurn] = []
            swap(&objects, &endOfTurn)
            for object in objects { object.turnEnds() }
            if endOfTurn.isEmpty {
                objects.removeAll(keepingCapacity: true)
                endOfTurn = objects
                return
            }
        }
    }

    private func shutDown() {
        executor.closeAndRunPending()
        finishTurn()
        while !members.isEmpty {
            let leaving = members
            members = [:]
            for member in leaving.values { member.loopStops() }
            finishTurn()
        }
        executor.detach()
        stopped.raise()
    }
}

/// Work to do once at the end of a turn, such as one write for many answers.
public protocol EndOfTurn: AnyObject {
    /// Called on the loop's thread before it sleeps.
    func turnEnds()
}

/// An object that lives on a loop and ends with it.
protocol LoopMember: AnyObject {
    func loopStops()
}

/// Keeps the source of wake-ups alive while the loop runs.
private final class WakeUps: LoopMember {
    private let source: EventSource

    init(_ source: consuming EventSource) { self.source = source }

    func loopStops() {}
}
