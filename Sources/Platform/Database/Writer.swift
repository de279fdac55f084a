import Collections
import Essentials

/// The one writing thread of a database.
///
/// The jobs that wait when a commit returns run in the next transaction: first the interactive
/// ones, then bulk jobs until their share of the time is used up, at least one.
final class Writer: @unchecked Sendable {
    // Safe to share: other threads reach only `state`; `keeper` and `nextPoll` belong to the
    // thread that runs `run`.
    private let state: Monitor<State>
    private let configuration: DatabaseConfiguration
    private let latch: DamageLatch
    private var keeper: ConnectionKeeper
    private var nextPoll: UInt64 = 0
    private var toldOpenings: UInt64 = 1
    /// What later sessions take over from earlier ones.
    let succession = Succession()

    private struct State: Sendable {
        var interactive: BoundedQueue<any WriteJob>
        var bulk: BoundedQueue<any WriteJob>
        var isClosing = false
        var isStopped = false
        var onStopped: [@Sendable () -> Void] = []
        var onForeignCommit: [@Sendable () -> Void] = []
        var onReconnect: [@Sendable () -> Void] = []
        var statistics = DatabaseStatistics()
    }

    /// Opens the connection and starts the thread.
    init(
        _ configuration: DatabaseConfiguration,
        _ latch: DamageLatch,
        open: @escaping @Sendable () throws(DatabaseError) -> any SQLConnection
    ) throws(DatabaseError) {
        self.configuration = configuration
        self.latch = latch
        state = Monitor(
            State(
                interactive: BoundedQueue(capacity: configuration.queueCapacity),
                bulk: BoundedQueue(capacity: configuration.queueCapacity)
            )
        )
        let succession = succession
        keeper = ConnectionKeeper { () throws(DatabaseError) in
            let connection = try open()
            try succession.take(over: connection)
            return connection
        }
        _ = try keeper.usable()
        try startThread("db-writer") { self.run() }
    }

    /// What the writer has done, and what waits.
    var statistics: DatabaseStatistics {
        state.withLock { state in
            var statistics = state.statistics
            statistics.interactiveDepth = state.interactive.count
            statistics.bulkDepth = state.bulk.count
            return statistics
        }
    }

    /// Queues a job; throws when the queue is full or the store is damaged.
    func enqueue(_ job: any WriteJob, _ lane: Lane) throws(DatabaseError) {
        try latch.check()
        try state.withLock { state throws(DatabaseError) in
            guard !state.isClosing else { throw .closed }
            let hasRoom =
                switch lane {
                case .interactive: state.interactive.append(job)
                case .bulk: state.bulk.append(job)
                }
            guard hasRoom else { throw .busy }
        }
        state.signal()
    }

    /// Calls the handler on this thread soon after another connection committed.
    func onForeignCommit(_ handler: @escaping @Sendable () -> Void) {
        state.withLock { $0.onForeignCommit.append(handler) }
        state.signal()
    }

    /// Calls the handler on this thread soon after a lost connection was opened again.
    func onReconnect(_ handler: @escaping @Sendable () -> Void) {
        state.withLock { $0.onReconnect.append(handler) }
    }

    /// Refuses further jobs, finishes the waiting ones, and calls back when the thread has ended.
    func stop(_ stopped: @escaping @Sendable () -> Void = {}) {
        let isStopped = state.withLock { state in
            state.isClosing = true
            if !state.isStopped { state.onStopped.append(stopped) }
            return state.isStopped
        }
        state.signal()
        if isStopped { stopped() }
    }
}

// MARK: The thread

extension Writer {
    private enum Turn {
        case write([any WriteJob])
        case stop
    }

    private func run() {
        while true {
            switch nextTurn() {
            case .write(let jobs): commit(jobs)
            case .stop: return finish()
            case nil: break
            }
            lookForForeignCommit()
            tellReconnect()
        }
    }

    private func nextTurn() -> Turn? {
        let isWatched = state.withLock { !$0.onForeignCommit.isEmpty }
        let patience = isWatched ? configuration.pollInterval : nil
        return state.wait(upTo: patience) { state in
            if !state.interactive.isEmpty || !state.bulk.isEmpty {
                return .write(state.interactive.popFirst(configuration.mostJobsPerCommit))
            }
            if state.isClosing { return .stop }
            // A handler was added: from now on wake up regularly.
            let mustPoll = patience == nil && !state.onForeignCommit.isEmpty
            return mustPoll ? .write([]) : nil
        }
    }

    private func commit(_ jobs: [any WriteJob]) {
        var group = WriteGroup()
        for job in jobs { group.add(job) }
        let share = UInt64(configuration.bulkShare.wholeMicroseconds) * 1000
        var bulkEnd: UInt64?
        var failure: DatabaseError?
        let next = { [state] () -> (any WriteJob)? in
            let now = monotonicNanoseconds()
            if let bulkEnd, now >= bulkEnd { return nil }
            if bulkEnd == nil { bulkEnd = now + share }
            return state.withLock { $0.bulk.popFirst() }
        }
        if group.count == 0 {
            guard let first = next() else { return }
            group.add(first)
        }
        do {
            try commit(&group, andThen: next)
        } catch {
            failure = outcome(of: group, error)
        }
        count(group, failure)
        group.finish(failure)
        keeper.current?.maintain()
    }

    /// Commits on a usable connection; tries again if a broken one is found before anything ran.
    private func commit(
        _ group: inout WriteGroup,
        andThen next: () -> (any WriteJob)?
    ) throws(DatabaseError) {
        let connection = try keeper.usable()
        if connection.isStale() { connection.abandon() }
        try group.commit(on: try keeper.usable(), andThen: next)
    }

    /// The error for the callers of a group that failed; nil if it turns out to be durable.
    ///
    /// A connection that breaks during COMMIT hides whether the transaction is durable. The store
    /// knows, so it is asked once it can be reached, unless that takes too long.
    private func outcome(of group: WriteGroup, _ error: DatabaseError) -> DatabaseError? {
        guard let commit = keeper.current?.unansweredCommit, !group.wasSplit else { return error }
        let patience = UInt64(configuration.commitPatience.wholeMicroseconds) * 1000
        let deadline = monotonicNanoseconds() + patience
        repeat {
            do {
                let connection = try keeper.usable()
                return try connection.isDurable(commit) == true ? nil : error
            } catch {
                guard succession.lost == nil else { break }
                WorkerThread.rest(.milliseconds(20))
            }
        } while monotonicNanoseconds() < deadline
        return error
    }

    private func count(_ group: WriteGroup, _ failure: DatabaseError?) {
        let openings = keeper.openings
        state.withLock { state in
            state.statistics.reconnects = openings > 0 ? openings - 1 : 0
            state.statistics.retriedGroups += UInt64(group.retries)
            if group.wasIsolated { state.statistics.isolatedGroups += 1 }
            guard failure == nil else {
                state.statistics.failedCommits += 1
                return
            }
            let time = Duration.nanoseconds(Int64(group.commitNanoseconds))
            state.statistics.commits += 1
            state.statistics.committedJobs += UInt64(group.count)
            state.statistics.commitTime += time
            state.statistics.longestCommit = max(state.statistics.longestCommit, time)
        }
    }

    private func lookForForeignCommit() {
        let now = monotonicNanoseconds()
        guard now >= nextPoll else { return }
        let handlers = state.withLock { $0.onForeignCommit }
        guard !handlers.isEmpty else { return }
        nextPoll = now + UInt64(configuration.pollInterval.wholeMicroseconds) * 1000
        let before = keeper.openings
        guard let connection = try? keeper.usable() else { return }
        // Notices that came while disconnected are lost, so assume one.
        guard connection.sawForeignCommit() || keeper.openings != before else { return }
        state.withLock { $0.statistics.foreignCommits += 1 }
        for handler in handlers { handler() }
    }

    /// What was refused while the connection was lost may be durable after all.
    private func tellReconnect() {
        guard keeper.openings > toldOpenings else { return }
        toldOpenings = keeper.openings
        for handler in state.withLock({ $0.onReconnect }) { handler() }
    }

    private func finish() {
        keeper.close()
        let callbacks = state.withLock { state in
            state.isStopped = true
            return state.onStopped
        }
        for callback in callbacks { callback() }
    }
}
