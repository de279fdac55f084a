import CMicroHTTPD
import Essentials
import Glibc

/// One server thread: drives its daemon and runs the continuations of the requests it serves.
///
/// Handlers start here and, because the loop is their task executor, continue here. Whoever makes
/// a thousand of them ready wakes the thread once; it runs all of them and then lets the daemon
/// send a thousand answers. A second thread for continuations would cost a wake-up more.
final class ServerLoop: TaskExecutor, @unchecked Sendable {
    // Safe to share: `mailbox`, `wakeUp` and `context` may be used by any thread; all else is
    // touched only by the loop's own thread, once `start` has been called.
    let context: ServerContext
    /// Names requests; one source a thread, so that threads do not meet at its lock.
    let ids: IDSource
    private let mailbox = Locked(Mailbox())
    private let wakeUp: Int32

    private var daemon: Daemon?
    private var thread = pthread_t()
    private var drain: Drain?
    private var nextSweep: UInt64 = 0
    /// The connections of this thread.
    var connections = ConnectionTable()
    /// The time of this turn of the loop.
    private(set) var now = monotonicNanoseconds()
    /// Whether answers must tell clients to go elsewhere.
    var isDraining: Bool { drain != nil }

    /// What other threads leave for this one.
    private struct Mailbox {
        var jobs: [UnownedJob] = []
        var letters: [Letter] = []
        /// Whether the thread will look into the mailbox before it sleeps.
        var isAttended = true
        var isClosed = false
    }

    private enum Letter {
        case deliver(HTTPResponse, to: Connection, exchange: Int)
        case piece(HTTPBodyPiece, to: OutgoingBody)
        case drain(until: UInt64, CheckedContinuation<Void, Never>)
    }

    private struct Drain {
        var deadline: UInt64
        var waiters: [CheckedContinuation<Void, Never>]
    }

    init(
        context: ServerContext,
        listening: Int32,
        connections: Int,
        tls: TLSFiles?
    ) throws(HTTPServerError) {
        self.context = context
        ids = IDSource(clock: context.clock)
        wakeUp = CMicroHTTPD_eventfd()
        guard wakeUp >= 0 else {
            close(listening)
            throw .noResources(String(cString: strerror(errno)))
        }
        daemon = Daemon(listening: listening, connections: connections, tls: tls, loop: self)
        guard daemon != nil else {
            // The library has closed the descriptor.
            if tls != nil { throw .badCertificate }
            throw .noResources("libmicrohttpd refused to start")
        }
    }

    deinit { close(wakeUp) }

    /// Starts the thread, which keeps the loop alive until it is drained.
    func start() throws(HTTPServerError) {
        do {
            try WorkerThread("http") { self.run() }
        } catch {
            throw .noResources(error.description)
        }
    }

    static func from(_ pointer: UnsafeMutableRawPointer?) -> ServerLoop? {
        pointer.map { Unmanaged<ServerLoop>.fromOpaque($0).takeUnretainedValue() }
    }
}

// MARK: From any thread

extension ServerLoop {
    /// Takes a continuation; wakes the thread only when it sleeps.
    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let (isClosed, mustWake) = mailbox.withLock { mailbox in
            guard !mailbox.isClosed else { return (true, false) }
            mailbox.jobs.append(job)
            defer { mailbox.isAttended = true }
            return (false, !mailbox.isAttended)
        }
        if isClosed { globalConcurrentExecutor.enqueue(job) }
        if mustWake { eventfd_write(wakeUp, 1) }
    }

    private func post(_ letter: Letter) -> Bool {
        let (isClosed, mustWake) = mailbox.withLock { mailbox in
            guard !mailbox.isClosed else { return (true, false) }
            mailbox.letters.append(letter)
            defer { mailbox.isAttended = true }
            return (false, !mailbox.isAttended)
        }
        if mustWake { eventfd_write(wakeUp, 1) }
        return !isClosed
    }

    /// Takes a finished handler's answer to its connection.
    ///
    /// Handlers finish on the loop's thread; only what outlives the loop comes from another one.
    func deliver(_ response: HTTPResponse, to connection: Connection, exchange: Int) {
        if pthread_equal(thread, pthread_self()) != 0 {
            connection.finish(response, exchange: exchange)
        } else {
            _ = post(.deliver(response, to: connection, exchange: exchange))
        }
    }

    /// Takes a piece of a body to its connection.
    func deliver(_ piece: HTTPBodyPiece, to body: OutgoingBody) {
        if pthread_equal(thread, pthread_self()) != 0 {
            body.take(piece)
        } else {
            _ = post(.piece(piece, to: body))
        }
    }

    /// Accepts no more, lets requests finish until the deadline, then stops the thread.
    func drain(until deadline: UInt64) async {
        await withCheckedContinuation { continuation in
            if !post(.drain(until: deadline, continuation)) { continuation.resume() }
        }
    }
}

// MARK: On the loop's thread

extension ServerLoop {
    private func run() {
        thread = pthread_self()
        CMicroHTTPD_name_thread("http")
        // Answers should not wait for whole turns of threads that apply, index and store.
        CMicroHTTPD_shorten_turns(300_000)
        // Signals are for the main thread; a write to a closed connection must raise none.
        var all = sigset_t()
        sigfillset(&all)
        pthread_sigmask(SIG_BLOCK, &all, nil)
        while !isFinished {
            readMailbox()
            daemon?.run()
            now = monotonicNanoseconds()
            if now >= nextSweep { sweep() }
            sleep()
        }
        daemon = nil
        let (jobs, letters) = mailbox.withLock { mailbox in
            mailbox.isClosed = true
            return (mailbox.jobs, mailbox.letters)
        }
        for job in jobs { globalConcurrentExecutor.enqueue(job) }
        for case .drain(_, let waiter) in letters { waiter.resume() }
        for waiter in drain?.waiters ?? [] { waiter.resume() }
    }

    /// Runs what came since the last turn, and no more: a handler that only yields must not keep
    /// the daemon waiting.
    private func readMailbox() {
        let (jobs, letters) = mailbox.withLock { mailbox in
            let taken = (mailbox.jobs, mailbox.letters)
            if !taken.0.isEmpty { mailbox.jobs = [] }
            if !taken.1.isEmpty { mailbox.letters = [] }
            return taken
        }
        for job in jobs { job.runSynchronously(on: asUnownedTaskExecutor()) }
        for letter in letters { open(letter) }
    }

    private func open(_ letter: Letter) {
        switch letter {
        case .deliver(let response, let connection, let exchange):
            connection.finish(response, exchange: exchange)
        case .piece(let piece, let body): body.take(piece)
        case .drain(let deadline, let waiter):
            daemon?.quiesce()
            let waiters = (drain?.waiters ?? []) + [waiter]
            drain = Drain(
                deadline: min(deadline, drain?.deadline ?? deadline),
                waiters: waiters
            )
            nextSweep = 0
        }
    }

    /// Waits until the daemon or the mailbox has something, or the next sweep is due.
    private func sleep() {
        guard !isFinished, let daemon, !daemon.isPending else { return }
        let mayPause = mailbox.withLock { mailbox in
            guard mailbox.jobs.isEmpty, mailbox.letters.isEmpty else { return false }
            mailbox.isAttended = false
            return true
        }
        guard mayPause else { return }
        var sources =
            [
                pollfd(fd: daemon.descriptor, events: Int16(POLLIN), revents: 0),
                pollfd(fd: wakeUp, events: Int16(POLLIN), revents: 0),
            ] as InlineArray<2, pollfd>
        var span = sources.mutableSpan
        let pause =
            connections.isEmpty && drain == nil
            ? -1
            : Int32(clamping: nextSweep.subtractingClamped(now) / 1_000_000 + 1)
        _ = span.withUnsafeMutableBufferPointer { poll($0.baseAddress, 2, pause) }
        mailbox.withLock { $0.isAttended = true }
        if sources[1].revents != 0 {
            var count: eventfd_t = 0
            eventfd_read(wakeUp, &count)
        }
        now = monotonicNanoseconds()
    }
}

// MARK: Connections, on the loop's thread

extension ServerLoop {
    func accepts(_ address: UnsafePointer<sockaddr>?) -> Bool {
        !isDraining && context.ledger.admits(SocketAddress(address)?.host ?? "")
    }

    func opened(_ connection: Connection) {
        connections.insert(connection)
        let open = context.ledger.opened(connection.remoteAddress)
        context.observer?.connectionsChanged(open: open)
    }

    func closed(_ connection: Connection) {
        connections.remove(connection)
        let open = context.ledger.closed(connection.remoteAddress)
        context.observer?.connectionsChanged(open: open)
    }

    private var isFinished: Bool {
        guard let drain, connections.suspended == 0 else { return false }
        return connections.busy == 0 || now > drain.deadline + 1_000_000_000
    }

    /// Closes what takes too long, and gives up waiting for handlers when the drain is over.
    private func sweep() {
        connections.closeOverdue(at: now)
        nextSweep = now + sweepInterval
        guard let drain else { return }
        guard now >= drain.deadline else {
            nextSweep = min(nextSweep, drain.deadline)
            return
        }
        // At every sweep again: a request that was on its way may suspend after the deadline.
        connections.giveUp()
        nextSweep = now + 10_000_000
    }

    /// A quarter of the shortest timeout, between 10 ms and 1 s.
    private var sweepInterval: UInt64 {
        let shortest = min(context.idleNanoseconds, context.transferNanoseconds)
        return min(max(shortest / 4, 10_000_000), 1_000_000_000)
    }
}

extension Duration {
    /// The duration in nanoseconds; zero when it is negative.
    var nanoseconds: UInt64 {
        UInt64(clamping: wholeMicroseconds).multipliedReportingOverflow(by: 1000).partialValue
    }
}

extension UInt64 {
    fileprivate func subtractingClamped(_ other: UInt64) -> UInt64 {
        self > other ? self - other : 0
    }
}
