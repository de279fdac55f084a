import Collections
import Essentials

/// The reader threads of a database, each with its own connection.
final class ReaderPool: Sendable {
    /// An outdated plan or a conflict is gone on the second run; three, to be safe.
    private static let mostAttempts = 3

    private let state: Monitor<State>

    private struct State: Sendable {
        var waiting: BoundedQueue<any ReadJob>
        var threads = 0
        var isClosing = false
        var onStopped: [@Sendable () -> Void] = []
        var reads: UInt64 = 0
    }

    /// Starts the threads; each opens its connection when it first needs it.
    init(
        _ configuration: DatabaseConfiguration,
        open: @escaping @Sendable () throws(DatabaseError) -> any SQLConnection
    ) throws(DatabaseError) {
        state = Monitor(
            State(waiting: BoundedQueue(capacity: configuration.queueCapacity))
        )
        for number in 1...max(configuration.readers, 1) {
            state.withLock { $0.threads += 1 }
            do {
                try startThread("db-reader-\(number)") { self.run(open) }
            } catch {
                state.withLock { $0.threads -= 1 }
                stop()
                throw error
            }
        }
    }

    /// How many bodies wait, and how many have run.
    var statistics: (depth: Int, reads: UInt64) {
        state.withLock { ($0.waiting.count, $0.reads) }
    }

    /// Queues a body; throws when the queue is full.
    func enqueue(_ job: any ReadJob) throws(DatabaseError) {
        try state.withLock { state throws(DatabaseError) in
            guard !state.isClosing else { throw .closed }
            guard state.waiting.append(job) else { throw .busy }
        }
        state.signal()
    }

    /// Refuses further bodies, runs the waiting ones, and calls back when the threads have ended.
    func stop(_ stopped: @escaping @Sendable () -> Void = {}) {
        let isStopped = state.withLock { state in
            state.isClosing = true
            if state.threads > 0 { state.onStopped.append(stopped) }
            return state.threads == 0
        }
        state.broadcast()
        if isStopped { stopped() }
    }

    private func run(_ open: @escaping @Sendable () throws(DatabaseError) -> any SQLConnection) {
        var keeper = ConnectionKeeper(open: open)
        while let job = nextJob() {
            do {
                if let connection = keeper.current, connection.isStale() { connection.abandon() }
                let connection = try keeper.usable()
                read(job, on: connection)
            } catch {
                job.finish(error)
            }
        }
        keeper.close()
        let callbacks = state.withLock { state in
            state.threads -= 1
            return state.threads == 0 ? state.onStopped : []
        }
        for callback in callbacks { callback() }
    }

    private func nextJob() -> (any ReadJob)? {
        let turn = state.wait { state -> Turn? in
            if let job = state.waiting.popFirst() {
                state.reads += 1
                return .read(job)
            }
            return state.isClosing ? .stop : nil
        }
        guard case .read(let job) = turn else { return nil }
        return job
    }

    /// Runs the body, and runs it again when the store says that this may help.
    private func read(_ job: any ReadJob, on connection: any SQLConnection) {
        for attempt in 1...ReaderPool.mostAttempts {
            do throws(DatabaseError) {
                try connection.begin(.read)
                job.run(on: connection)
                if let failure = connection.failure { throw failure }
                // The caller need not wait for the end of the transaction.
                job.finish(nil)
                return connection.rollback()
            } catch {
                let isFinal = !connection.failureIsTransient || attempt == ReaderPool.mostAttempts
                connection.rollback()
                if isFinal { return job.finish(error) }
            }
        }
    }

    private enum Turn {
        case read(any ReadJob)
        case stop
    }
}

/// Work that waits for a reader.
protocol ReadJob: AnyObject, Sendable {
    /// Runs the body within the open snapshot.
    func run(on connection: any SQLReader)

    /// Passes on the result, or the error of the store.
    func finish(_ error: DatabaseError?)
}

/// A body whose caller waits for the result.
final class ReadCall<Output: Sendable>: ReadJob, @unchecked Sendable {
    // Safe to share: `result` is only touched by the reader's thread, once the job is queued.
    private var result: Result<Output, any Error>?
    private let body: @Sendable (any SQLReader) throws -> Output
    private let continuation: CheckedContinuation<Output, any Error>

    init(
        body: @escaping @Sendable (any SQLReader) throws -> Output,
        continuation: CheckedContinuation<Output, any Error>
    ) {
        self.body = body
        self.continuation = continuation
    }

    func run(on connection: any SQLReader) {
        result = Result { try body(connection) }
    }

    func finish(_ error: DatabaseError?) {
        if case .failure(let own) = result {
            continuation.resume(throwing: own)
        } else if let error {
            continuation.resume(throwing: error)
        } else {
            continuation.resume(with: result ?? .failure(DatabaseError.closed))
        }
    }
}
