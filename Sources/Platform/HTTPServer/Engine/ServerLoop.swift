import Essentials
import EventLoop
import Loops
import Synchronization

/// One server thread: the connections of its event loop, which also runs their handlers.
///
/// Handlers start here and, because they prefer the loop's executor, continue here. When a
/// thousand of them become ready, the thread wakes up once, runs all of them and sends the
/// answers. A second thread for continuations would cost another wake-up.
final class ServerLoop: @unchecked Sendable {
    // Safe to share: `context`, `events` and `drained` are thread-safe; everything else is touched
    // only by the loop's own thread.
    let context: ServerContext
    let events: EventLoop
    /// Names requests; one source per thread, so that threads do not contend for its lock.
    let ids: IDSource
    private let drained = OneTimeSignal()

    /// When draining ends; nil while the server accepts requests.
    private var drainDeadline: UInt64?
    private var isDrained = false
    private var sweeping: LoopTimer?
    /// The connections of this thread.
    var connections = ConnectionTable()
    /// Whether responses close their connection, so that clients go elsewhere.
    var isDraining: Bool { drainDeadline != nil }
    /// Where heads and short bodies are put together, so that each answer is one write.
    var writer: ResponseWriter

    /// Runs handlers on the loop's thread.
    var executor: LoopExecutor { events.executor }

    /// Starts the thread.
    init(context: ServerContext) throws(HTTPServerError) {
        self.context = context
        ids = IDSource(clock: context.clock)
        writer = ResponseWriter(clock: context.clock)
        do {
            // Responses should not wait for the full time slices of threads that apply, index and
            // store.
            events = try EventLoop(name: "http", timeSlice: .microseconds(300))
        } catch {
            throw .noResources(error.description)
        }
        events.run { self.sweep() }
    }
}

// MARK: From any thread

extension ServerLoop {
    /// Delivers a finished handler's answer to its connection.
    ///
    /// Handlers finish on the loop's thread; only those that outlive the loop finish on another
    /// one.
    func deliver(_ response: HTTPResponse, to connection: HTTPConnection, exchange: Int) {
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

    /// Lets requests finish until the deadline, then closes the connections and stops the thread.
    func drain(until deadline: UInt64) async {
        if events.run({ self.beginDrain(until: deadline) }) { await drained.wait() }
        await events.stop()
    }
}

// MARK: On the loop's thread

extension ServerLoop {
    func opened(_ connection: HTTPConnection) {
        connections.insert(connection)
        let open = context.open.add(1, ordering: .relaxed).newValue
        context.observer?.connectionsChanged(open: open)
    }

    func closed(_ connection: HTTPConnection) {
        connections.remove(connection)
        let open = context.open.subtract(1, ordering: .relaxed).newValue
        context.observer?.connectionsChanged(open: open)
    }

    /// A request was answered, or its client left.
    func requestEnded() {
        connections.busy -= 1
        if isDraining { noteDrained() }
    }

    private func beginDrain(until deadline: UInt64) {
        drainDeadline = min(deadline, drainDeadline ?? deadline)
        sweep()
        noteDrained()
    }

    private func noteDrained() {
        guard !isDrained, connections.busy == 0, connections.suspended == 0 else { return }
        isDrained = true
        drained.raise()
    }

    /// Closes connections that take too long, and stops waiting for handlers when the drain is
    /// over.
    private func sweep() {
        let now = monotonicNanoseconds()
        connections.closeOverdue(at: now)
        let timer = sweeping ?? LoopTimer(on: events) { [weak self] in self?.sweep() }
        sweeping = timer
        guard let drainDeadline else { return timer.set(after: sweepInterval) }
        guard now >= drainDeadline else {
            let left = Duration.nanoseconds(Int64(clamping: drainDeadline - now))
            return timer.set(after: min(sweepInterval, left))
        }
        // At every sweep: a request that was on its way may suspend after the deadline.
        connections.giveUp()
        if now > drainDeadline + ServerLoop.graceNanoseconds, !isDrained {
            isDrained = true
            drained.raise()
        }
        timer.set(after: .milliseconds(10))
    }

    /// How long clients may take to read the last answers.
    private static let graceNanoseconds: UInt64 = 1_000_000_000

    /// A quarter of the shortest timeout, between 10 ms and 1 s.
    private var sweepInterval: Duration {
        let shortest = min(context.idleNanoseconds, context.transferNanoseconds)
        return .nanoseconds(Int64(min(max(shortest / 4, 10_000_000), 1_000_000_000)))
    }
}

extension Duration {
    /// The duration in nanoseconds; zero when it is negative.
    var nanoseconds: UInt64 {
        UInt64(clamping: wholeMicroseconds).multipliedReportingOverflow(by: 1000).partialValue
    }
}
