public import Essentials
public import MessagingModel

/// A carrier in software, which behaves like an SMSC; the destination number decides how.
///
/// The table of ``SimulatedBehaviour`` says what each number does. With a journal the carrier
/// survives a kill of the process, as a real SMSC would: accepted messages are recorded before the
/// submission is answered, and receipts stay pending until they are acknowledged.
///
/// It works in batches on a thread of its own; ``submit(_:)`` never waits for it.
public final class SimulatedCarrier: Carrier {
    /// The operator's name for the carrier.
    public let id: CarrierID
    private let shared: Locked<Shared>
    private let signal = ThreadSignal()
    private let loop: SimulatorLoop

    /// What other threads leave for the loop.
    struct Shared: Sendable {
        var submissions: [Submission] = []
        var acknowledged: [UInt64] = []
        /// Submissions that were accepted and not answered.
        var unanswered = 0
        /// The most unanswered submissions; more are throttled.
        var mostUnanswered: Int
        /// Options that the loop has not applied yet.
        var changed: SimulatorOptions?
        var state = Phase.new
        var onStopped: [CheckedContinuation<Void, Never>] = []
    }

    enum Phase: Sendable {
        case new, running, stopping, stopped
    }

    /// Creates the carrier, and restores pending receipts from its journal.
    ///
    /// The settings hold its name and its options, see ``SimulatorOptions``. Without a journal
    /// nothing outlives the process.
    public convenience init(
        settings: CarrierSettings,
        journal: String? = nil,
        clock: any Clock = SystemClock()
    ) throws(SimulatorError) {
        let options = try SimulatorOptions(settings)
        try self.init(id: settings.id, options: options, journal: journal, clock: clock)
    }

    /// Creates the carrier from checked options.
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

    /// Accepts messages; those beyond the limit are answered as throttled at once.
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

    /// Applies changed options, except those of the journal, which need a restart.
    ///
    /// Delays also apply to pending receipts.
    public func update(_ options: SimulatorOptions) {
        shared.withLock { shared in
            shared.mostUnanswered = options.mostUnanswered
            shared.changed = options
        }
        signal.raise()
    }

    /// Applies the options of changed settings.
    public func update(_ settings: CarrierSettings) throws(CarrierError) -> Bool {
        update(try SimulatorKind.options(settings))
        return true
    }

    /// Answers all submissions, sends receipts that would be lost, and stops the thread.
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

    /// Prepares for turns that the caller makes, for tests without a thread.
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

    /// Does all that is due; returns the time until something is due again, nil for never.
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
