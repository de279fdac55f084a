public import Essentials
public import MessagingModel

/// A carrier in software: behaves like an SMSC behind a link, by the destination number.
///
/// What each number does is in the table of ``SimulatedBehaviour``. With a journal it keeps its
/// word when the process is killed, as a real SMSC would: accepted messages are recorded before the
/// submission is answered, and receipts stay pending until they are acknowledged.
///
/// Works in batches on one thread of its own; ``submit(_:)`` never waits for it.
public final class SimulatedCarrier: Carrier {
    /// The operator's name for it.
    public let id: CarrierID
    private let shared: Locked<Shared>
    private let signal = ThreadSignal()
    private let loop: SimulatorLoop

    /// What other threads leave for the loop.
    struct Shared: Sendable {
        var submissions: [Submission] = []
        var acknowledged: [UInt64] = []
        /// Submissions that were taken in and not answered.
        var unanswered = 0
        /// The most of them; what is beyond is throttled.
        var mostUnanswered: Int
        /// Options that the loop does not know yet.
        var changed: SimulatorOptions?
        var state = Phase.new
        var onStopped: [CheckedContinuation<Void, Never>] = []
    }

    enum Phase: Sendable {
        case new, running, stopping, stopped
    }

    /// Creates the carrier, and restores pending receipts from its journal.
    ///
    /// The settings hold its name and its options, see ``SimulatorOptions``. Without a journal it
    /// remembers nothing beyond the process.
    public convenience init(
        settings: CarrierSettings,
        journal: String? = nil,
        clock: any Clock = SystemClock()
    ) throws(SimulatorError) {
        let options = try SimulatorOptions(settings)
        try self.init(id: settings.id, options: options, journal: journal, clock: clock)
    }

    /// Creates the carrier from options that were read already.
    public init(
        id: CarrierID = .simulator,
        options: SimulatorOptions = SimulatorOptions(),
        journal: String? = nil,
        clock: any Clock = SystemClock()
    ) throws(SimulatorError) {
        self.id = id
        shared = Locked(Shared(mostUnanswered: options.mostUnanswered))
        loop = try SimulatorLoop(id: id, options: options, journal: journal, clock: clock)
    }

    /// Starts the thread, and reports that the carrier is up.
    public func start(reportingTo events: any CarrierEvents) {
        guard begin(reportingTo: events) else { return }
        do {
            try WorkerThread("simulator") { [self] in run() }
        } catch {
            shared.withLock { $0.state = .stopped }
            events.changed(id, to: .down)
        }
    }

    /// Takes messages; what is beyond the bound is answered as throttled at once.
    public func submit(_ submissions: [Submission]) {
        let taken = shared.withLock { shared -> Int in
            guard shared.state == .running else { return 0 }
            let room = max(0, shared.mostUnanswered - shared.unanswered)
            let taken = min(room, submissions.count)
            if shared.submissions.isEmpty, taken == submissions.count {
                shared.submissions = submissions
            } else {
                shared.submissions += submissions.prefix(taken)
            }
            shared.unanswered += taken
            return taken
        }
        if taken > 0 { signal.raise() }
        if taken < submissions.count { loop.refuse(submissions[taken...]) }
    }

    /// Applies other options, except those of the journal, which hold until the next start.
    ///
    /// Delays also apply to pending receipts.
    public func update(_ options: SimulatorOptions) {
        shared.withLock { shared in
            shared.mostUnanswered = options.mostUnanswered
            shared.changed = options
        }
        signal.raise()
    }

    /// Works by the options of changed settings from now on.
    public func update(_ settings: CarrierSettings) throws(CarrierError) -> Bool {
        update(try SimulatorKind.options(settings))
        return true
    }

    /// Answers all submissions, sends receipts that would be lost, and ends the thread.
    public func stop() async {
        await withCheckedContinuation { continuation in
            let isOver = shared.withLock { shared -> Bool in
                guard shared.state == .running || shared.state == .stopping else { return true }
                shared.state = .stopping
                shared.onStopped.append(continuation)
                return false
            }
            if isOver { continuation.resume() } else { signal.raise() }
        }
    }

    /// Why the journal's last write failed; nil while it works.
    public var journalFault: SimulatorError? { loop.fault.withLock { $0 } }

    // MARK: The thread

    /// Prepares for turns without a thread that makes them, for tests that make them themselves.
    package func begin(reportingTo events: any CarrierEvents) -> Bool {
        let isFirst = shared.withLock { shared -> Bool in
            guard shared.state == .new else { return false }
            shared.state = .running
            return true
        }
        guard isFirst else { return false }
        loop.begin(reportingTo: events) { [shared, signal] batch in
            shared.withLock { $0.acknowledged.append(batch) }
            signal.raise()
        }
        return true
    }

    /// Does all that can be done now; returns how long nothing is to be done, nil for without end.
    package func turn() -> Duration? {
        let (submissions, acknowledged, changed) = shared.withLock { shared in
            let work = (shared.submissions, shared.acknowledged, shared.changed)
            shared.submissions = []
            shared.acknowledged = []
            shared.changed = nil
            return work
        }
        let (answered, pause) = loop.turn(
            submissions,
            acknowledged: acknowledged,
            options: changed
        )
        if answered > 0 { shared.withLock { $0.unanswered -= answered } }
        return pause
    }

    private func run() {
        while shared.withLock({ $0.state == .running }) {
            signal.wait(atMost: turn())
        }
        _ = turn()
        loop.end()
        let waiting = shared.withLock { shared in
            defer { shared.onStopped = [] }
            shared.state = .stopped
            return shared.onStopped
        }
        for continuation in waiting { continuation.resume() }
    }
}
