import CMicroHTTPD
import Essentials
import Glibc
import Loops

/// One server thread: drives its daemon and runs the continuations of the requests it serves.
///
/// Handlers start here and, because they prefer the loop's executor, continue here. When a
/// thousand of them become ready, the thread wakes up once, runs all of them and then lets the
/// daemon send the answers. A second thread for continuations would cost another wake-up.
final class ServerLoop: @unchecked Sendable {
    // Safe to share: `executor`, `stopped` and `context` are thread-safe; everything else is
    // touched only by the loop's own thread, once `start` was called.
    let context: ServerContext
    /// Runs handlers on the loop's thread.
    let executor: LoopExecutor
    /// Names requests; one source per thread, so that threads do not contend for its lock.
    let ids: IDSource
    private let stopped = OneTimeSignal()

    private var daemon: Daemon?
    /// When draining ends; nil while the server accepts requests.
    private var drainDeadline: UInt64?
    private var nextSweep: UInt64 = 0
    /// The connections of this thread.
    var connections = ConnectionTable()
    /// The time at the start of this turn.
    private(set) var now = monotonicNanoseconds()
    /// Whether responses close their connection, so that clients go elsewhere.
    var isDraining: Bool { drainDeadline != nil }

    init(
        context: ServerContext,
        listening: Int32,
        connections: Int,
        tls: TLSFiles?
    ) throws(HTTPServerError) {
        self.context = context
        ids = IDSource(clock: context.clock)
        do {
            executor = try LoopExecutor()
        } catch {
            close(listening)
            throw .noResources(error.description)
        }
        daemon = Daemon(listening: listening, connections: connections, tls: tls, loop: self)
        guard daemon != nil else {
            // The library has closed the descriptor.
            if tls != nil { throw .badCertificate }
            throw .noResources("libmicrohttpd refused to start")
        }
    }

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
    /// Delivers a finished handler's answer to its connection.
    ///
    /// Handlers finish on the loop's thread; only those that outlive the loop finish on another
    /// one.
    func deliver(_ response: HTTPResponse, to connection: Connection, exchange: Int) {
        if executor.isCurrent {
            connection.finish(response, exchange: exchange)
        } else {
            _ = executor.run { connection.finish(response, exchange: exchange) }
        }
    }

    /// Delivers a piece of a body to its connection.
    func deliver(_ piece: HTTPBodyPiece, to body: OutgoingBody) {
        if executor.isCurrent {
            body.take(piece)
        } else {
            _ = executor.run { body.take(piece) }
        }
    }

    /// Stops accepting, lets requests finish until the deadline, then stops the thread.
    func drain(until deadline: UInt64) async {
        _ = executor.run { self.beginDrain(until: deadline) }
        await stopped.wait()
    }
}

// MARK: On the loop's thread

extension ServerLoop {
    private func run() {
        // Responses should not wait for the full time slices of threads that apply, index and
        // store.
        executor.attach(timeSlice: .microseconds(300))
        while !isFinished {
            executor.runPending()
            daemon?.run()
            now = monotonicNanoseconds()
            if now >= nextSweep { sweep() }
            sleep()
        }
        daemon = nil
        executor.detach()
        executor.closeAndHandOver()
        stopped.raise()
    }

    private func beginDrain(until deadline: UInt64) {
        daemon?.quiesce()
        drainDeadline = min(deadline, drainDeadline ?? deadline)
        nextSweep = 0
    }

    /// Waits until the daemon or the executor has work, or the next sweep is due.
    private func sleep() {
        guard !isFinished, let daemon, !daemon.isPending, executor.prepareToSleep() else { return }
        var sources =
            [
                pollfd(fd: daemon.descriptor, events: Int16(POLLIN), revents: 0),
                pollfd(fd: executor.descriptor, events: Int16(POLLIN), revents: 0),
            ] as InlineArray<2, pollfd>
        var span = sources.mutableSpan
        let pause =
            connections.isEmpty && drainDeadline == nil
            ? -1
            : Int32(clamping: nextSweep.subtractingClamped(now) / 1_000_000 + 1)
        _ = span.withUnsafeMutableBufferPointer { poll($0.baseAddress, 2, pause) }
        if sources[1].revents != 0 { executor.clearWakeUp() }
        now = monotonicNanoseconds()
    }
}

// MARK: Connections, on the loop's thread

extension ServerLoop {
    func accepts(_ address: UnsafePointer<sockaddr>?) -> Bool {
        !isDraining && context.ledger.hasRoom(for: SocketAddress(address)?.host ?? "")
    }

    func opened(_ connection: Connection) {
        connections.insert(connection)
        let open = context.ledger.add(connection.remoteAddress)
        context.observer?.connectionsChanged(open: open)
    }

    func closed(_ connection: Connection) {
        connections.remove(connection)
        let open = context.ledger.remove(connection.remoteAddress)
        context.observer?.connectionsChanged(open: open)
    }

    private var isFinished: Bool {
        guard let drainDeadline, connections.suspended == 0 else { return false }
        return connections.busy == 0 || now > drainDeadline + 1_000_000_000
    }

    /// Closes connections that take too long, and stops waiting for handlers when the drain is
    /// over.
    private func sweep() {
        connections.closeOverdue(at: now)
        nextSweep = now + sweepInterval
        guard let drainDeadline else { return }
        guard now >= drainDeadline else {
            nextSweep = min(nextSweep, drainDeadline)
            return
        }
        // At every sweep: a request that was on its way may suspend after the deadline.
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
