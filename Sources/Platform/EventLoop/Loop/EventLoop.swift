import CEvent
import Essentials
import Glibc
import Synchronization

/// A thread that waits for sockets, timers and other threads, and runs what they bring.
///
/// It works in turns: whatever became ready while it slept, then what other threads left for it,
/// then ``EndOfTurn`` work, which sees everything that the turn brought. All that belongs to one
/// connection happens on its loop's thread, so it needs no lock. What runs here must neither block
/// nor compute for long.
///
/// It is a task executor too: a task that prefers it continues on its thread without a hop, and
/// a thousand continuations cost one wake-up.
public final class EventLoop: @unchecked Sendable {
    // Safe to share: `mailbox`, `wakeUp`, `thread` and `stopped` are made for many threads; all
    // else is touched only by the loop's own thread, or before it starts and after it ended.
    let base: OpaquePointer
    private let mailbox = Locked(Mailbox())
    private let wakeUp: Int32
    private let thread = Atomic<UInt>(0)
    private let stopped = OneTimeSignal()
    private var isStopping = false
    private var members: [ObjectIdentifier: any LoopMember] = [:]
    private var endOfTurn: [any EndOfTurn] = []
    /// Where sockets are read into: one buffer serves all connections of the loop.
    let scratch = UnsafeMutableRawBufferPointer.allocate(byteCount: 65_536, alignment: 16)

    /// Starts the thread; its name, cut to 15 octets, shows in tools such as `top -H`.
    ///
    /// The loop runs until ``stop()``, whether or not anybody still refers to it.
    public init(name: String = "loop") throws(EventLoopError) {
        guard let base = EventLoop.makeBase() else {
            throw .noResources("libevent refused to start")
        }
        self.base = base
        wakeUp = Int32(eventfd(0, Int32(EFD_NONBLOCK | EFD_CLOEXEC)))
        guard wakeUp >= 0 else { throw .noResources(systemMessage(errno)) }
        do {
            try WorkerThread(name) { self.live() }
        } catch {
            throw .noResources(error.description)
        }
    }

    deinit {
        event_base_free(base)
        if wakeUp >= 0 { close(wakeUp) }
        scratch.deallocate()
    }

    private static func makeBase() -> OpaquePointer? {
        let settings = event_config_new()
        defer { event_config_free(settings) }
        // One thread owns the base; others reach it only by the mailbox.
        event_config_set_flag(settings, Int32(EVENT_BASE_FLAG_NOLOCK.rawValue))
        event_config_set_flag(settings, Int32(EVENT_BASE_FLAG_IGNORE_ENV.rawValue))
        return event_base_new_with_config(settings)
    }

    /// What other threads leave for this one.
    private struct Mailbox {
        var letters: [Letter] = []
        /// Whether the thread will look into the mailbox before it sleeps.
        var isAttended = true
        var isClosed = false
    }

    private enum Letter {
        case work(@Sendable () -> Void)
        case job(UnownedJob)
    }
}

// MARK: From any thread

extension EventLoop {
    /// Runs the work on the loop's thread, in a later turn; false when the loop was stopped.
    ///
    /// Works of one thread run in the order they were given. Many of them cost one wake-up, yet
    /// each costs an allocation: bring many values in one work. Whoever sends bounds how much.
    @discardableResult
    public func run(_ work: @escaping @Sendable () -> Void) -> Bool { post(.work(work)) }

    /// Whether the calling thread is the loop's.
    public var isCurrent: Bool { thread.load(ordering: .relaxed) == UInt(pthread_self()) }

    /// Stops a debug build that calls from another thread.
    public func assertCurrent(file: StaticString = #fileID, line: UInt = #line) {
        assert(isCurrent, "only for the event loop's thread", file: file, line: line)
    }

    /// Closes everything that lives on the loop and ends the thread; work posted later is refused.
    public func stop() async {
        run { self.isStopping = true }
        await stopped.wait()
    }

    private func post(_ letter: Letter) -> Bool {
        let (isTaken, mustWake) = mailbox.withLock { mailbox in
            guard !mailbox.isClosed else { return (false, false) }
            mailbox.letters.append(letter)
            defer { mailbox.isAttended = true }
            return (true, !mailbox.isAttended)
        }
        if mustWake { eventfd_write(wakeUp, 1) }
        return isTaken
    }
}

extension EventLoop: TaskExecutor {
    /// Takes a continuation of a task; once the loop was stopped, the default executor takes it.
    public func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        if !post(.job(job)) { globalConcurrentExecutor.enqueue(job) }
    }
}

// MARK: On the loop's thread

extension EventLoop {
    /// Calls the object once before the loop sleeps, after all else that this turn brought.
    ///
    /// Ask once a turn: the loop does not look whether it was asked before.
    public func atEndOfTurn(_ object: any EndOfTurn) {
        assertCurrent()
        endOfTurn.append(object)
    }

    /// Keeps the member alive until it is dismissed, and tells it when the loop stops.
    func adopt(_ member: any LoopMember) {
        assertCurrent()
        members[ObjectIdentifier(member)] = member
    }

    func dismiss(_ member: any LoopMember) {
        assertCurrent()
        members[ObjectIdentifier(member)] = nil
    }

    private func live() {
        thread.store(UInt(pthread_self()), ordering: .relaxed)
        // Signals are for the main thread; a write to a closed connection must raise none.
        var all = sigset_t()
        sigfillset(&all)
        pthread_sigmask(SIG_BLOCK, &all, nil)
        listenToWakeUps()
        while !isStopping {
            let mode = mayPause() ? EVLOOP_ONCE : EVLOOP_ONCE | EVLOOP_NONBLOCK
            event_base_loop(base, mode)
            for letter in attend() { open(letter) }
            finishTurn()
        }
        shutDown()
    }

    private func listenToWakeUps() {
        let source = EventSource(
            loop: self,
            descriptor: wakeUp,
            events: [.readable, .persistent],
            context: Unmanaged.passUnretained(self).toOpaque()
        ) { descriptor, _, _ in
            var count: eventfd_t = 0
            eventfd_read(descriptor, &count)
        }
        source.enable()
        adopt(WakeUps(source))
    }

    /// Whether nothing waits, so that the next who posts must wake the thread.
    private func mayPause() -> Bool {
        mailbox.withLock { mailbox in
            guard mailbox.letters.isEmpty else { return false }
            mailbox.isAttended = false
            return true
        }
    }

    private func attend() -> [Letter] {
        mailbox.withLock { mailbox in
            mailbox.isAttended = true
            guard !mailbox.letters.isEmpty else { return [] }
            var taken: [Letter] = []
            swap(&taken, &mailbox.letters)
            return taken
        }
    }

    private func open(_ letter: Letter) {
        switch letter {
        case .work(let work): work()
        case .job(let job): job.runSynchronously(on: asUnownedTaskExecutor())
        }
    }

    /// Runs what waits for the end of the turn, and what that adds in its turn.
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
        let left = mailbox.withLock { mailbox in
            mailbox.isClosed = true
            defer { mailbox.letters = [] }
            return mailbox.letters
        }
        for letter in left { open(letter) }
        finishTurn()
        while !members.isEmpty {
            let leaving = members
            members = [:]
            for member in leaving.values { member.loopStops() }
            finishTurn()
        }
        // The system may give a dead thread's number to the next one.
        thread.store(0, ordering: .relaxed)
        stopped.raise()
    }
}

/// Work to do once when all that a turn brought is known: one write for many answers.
public protocol EndOfTurn: AnyObject {
    /// Called on the loop's thread before it sleeps.
    func turnEnds()
}

/// What lives on a loop and ends with it.
protocol LoopMember: AnyObject {
    func loopStops()
}

/// Keeps the source of wake-ups while the loop runs.
private final class WakeUps: LoopMember {
    private let source: EventSource

    init(_ source: consuming EventSource) { self.source = source }

    func loopStops() {}
}
