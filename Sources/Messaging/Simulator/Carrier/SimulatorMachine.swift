import Collections
import Essentials
import MessagingModel

/// The simulator as a pure state machine, without thread, file and clock.
///
/// It numbers messages in the order of acceptance; the journal and the timers use those numbers.
struct SimulatorMachine: Sendable {
    /// The decision about a submission, before it is recorded.
    enum Verdict: Sendable {
        case accepted
        case answerLost
        case duplicate
        case refused(SubmitResult.Outcome)
    }

    private(set) var pending = PendingMessages()
    private(set) var nextNumber: UInt64 = 0
    private(set) var keys: RecentKeys
    private var timers = TimerQueue<PendingReceipt>()
    private var tries: [MessageKey: Int] = [:]
    private var options: SimulatorOptions

    /// Reports become due in ticks of this length, if their delay is no shorter.
    private static let tick = Duration.milliseconds(10)
    /// The most messages whose attempts are counted; beyond that, counting starts over.
    private static let mostCountedTries = 10_000

    init(options: SimulatorOptions, rememberedKeys: Int) {
        self.options = options
        keys = RecentKeys(generationSize: rememberedKeys)
    }

    var nextDue: Timestamp? { timers.nextDue }

    // MARK: Submissions

    /// Decides about a submission; an accepted one must then be recorded or withdrawn.
    ///
    /// `undecided` is the number of accepted ones that are neither yet.
    mutating func judge(_ submission: Submission, undecided: Int) -> Verdict {
        guard pending.count + undecided < options.mostPending else { return .refused(.throttled) }
        let behaviour = SimulatedBehaviour.of(submission.destination)
        switch behaviour.answer {
        case .accepted: return admit(submission, .accepted)
        case .lost: return admit(submission, .answerLost)
        case .rejected(let code, let carrierCode):
            return .refused(.rejected(code: code, carrierCode: carrierCode))
        case .throttled(let times):
            guard isTried(submission.key, more: times) else { return .refused(.throttled) }
            return admit(submission, .accepted)
        case .temporaryFailure(let times):
            guard isTried(submission.key, more: times) else {
                return .refused(.temporaryFailure(carrierCode: "ESME_RSYSERR"))
            }
            return admit(submission, .accepted)
        }
    }

    private mutating func admit(_ submission: Submission, _ verdict: Verdict) -> Verdict {
        if keys.contains(submission.key) { return .duplicate }
        _ = keys.insert(submission.key)
        return verdict
    }

    /// Counts an attempt; returns whether there were more than the given number.
    private mutating func isTried(_ key: MessageKey, more times: Int) -> Bool {
        // A message that was accepted once is not refused later, so that a second hand-off shows.
        if keys.contains(key) { return true }
        if tries.count >= Self.mostCountedTries { tries.removeAll(keepingCapacity: true) }
        let count = tries[key, default: 0] + 1
        if count > times { tries[key] = nil } else { tries[key] = count }
        return count > times
    }

    /// Withdraws the latest accepted messages, because they could not be recorded.
    mutating func takeBack(_ records: [AcceptedRecord]) {
        for record in records { keys.remove(record.key) }
        if let first = records.first { nextNumber = first.number }
    }

    /// The record of a submission that was judged as accepted.
    mutating func record(of submission: Submission, at now: Timestamp) -> AcceptedRecord {
        defer { nextNumber += 1 }
        let needsSender = SimulatedBehaviour.of(submission.destination).needsSender
        return AcceptedRecord(
            number: nextNumber,
            key: submission.key,
            destination: submission.destination,
            acceptedAt: now,
            sender: needsSender ? submission.sender : ""
        )
    }

    /// Adds the receipts of a message; returns those that are sent before the answer.
    mutating func addPending(_ record: AcceptedRecord) -> [PendingReceipt] {
        let steps = SimulatedBehaviour.of(record.destination).allSteps
        guard steps != 0 else { return [] }
        return addPending(PendingMessage(record: record, openSteps: steps))
    }

    private mutating func addPending(_ message: PendingMessage) -> [PendingReceipt] {
        let record = message.record
        let place = pending.insert(message)
        var early: [PendingReceipt] = []
        let steps = SimulatedBehaviour.of(record.destination).steps
        for index in steps.indices where message.openSteps & 1 << UInt8(index) != 0 {
            let report = PendingReceipt(place: place, step: UInt8(index), message: record.number)
            if steps[index].isBeforeAnswer {
                early.append(report)
            } else {
                timers.insert(
                    report,
                    at: moment(of: steps[index], acceptedAt: record.acceptedAt)
                )
            }
        }
        return early
    }

    /// The carrier's reference for a message: `sim-` and its identifier.
    static func reference(of key: MessageKey) -> String {
        unsafe String(unsafeUninitializedCapacity: 28) { buffer in
            var index = 0
            for letter in "sim-".utf8 {
                unsafe buffer[index] = letter
                index += 1
            }
            for digit in key.id.hexDigits {
                unsafe buffer[index] = digit
                index += 1
            }
            return index
        }
    }

    // MARK: Reports

    /// Takes up to the given number of reports that are due.
    mutating func takeDue(_ most: Int, at now: Timestamp) -> [PendingReceipt] {
        var due: [PendingReceipt] = []
        while due.count < most, let report = timers.popDue(at: now) {
            // The acknowledgement of an earlier delivery may have settled it.
            if pending.isOpen(report) { due.append(report) }
        }
        return due
    }

    /// Schedules unacknowledged receipts again.
    mutating func repeatReports(_ reports: [PendingReceipt], at now: Timestamp) {
        for report in reports where pending.isOpen(report) { timers.insert(report, at: now) }
    }

    /// Removes an acknowledged report; returns whether it was pending.
    mutating func settle(_ report: PendingReceipt) -> Bool { pending.settle(report) }

    /// The content of a report; nil if it was settled.
    func report(_ id: PendingReceipt) -> SimulatedReport? {
        guard let message = pending[id] else { return nil }
        let steps = SimulatedBehaviour.of(message.destination).steps
        guard Int(id.step) < steps.count else { return nil }
        let step = steps[Int(id.step)]
        let moment = moment(of: step, acceptedAt: message.acceptedAt)
        let reference = Self.reference(of: message.key)
        switch step.report {
        case .receipt(let status, let code, let carrierCode):
            return .receipt(
                CarrierReceipt(
                    reference: reference,
                    key: message.key,
                    status: status,
                    code: code,
                    carrierCode: carrierCode,
                    at: moment
                )
            )
        case .reply(let text):
            return .inbound(
                InboundMessage(
                    reference: "\(reference)-\(id.step)",
                    origin: .phone(message.destination),
                    recipient: message.sender,
                    text: text,
                    answering: message.key,
                    at: moment
                )
            )
        }
    }

    /// When a step is due, rounded to a tick, so that reports of single messages share batches.
    private func moment(
        of step: SimulatedBehaviour.Step,
        acceptedAt: Timestamp
    ) -> Timestamp {
        guard !step.isBeforeAnswer else { return acceptedAt }
        let delay = options.submitDelay + options.receiptDelay * Int(step.delays)
        let moment = acceptedAt + delay
        guard options.receiptDelay >= Self.tick else { return moment }
        let tick = Self.tick.wholeMicroseconds
        return Timestamp(microseconds: (moment.microseconds + tick - 1) / tick * tick)
    }

    // MARK: Settings

    /// Applies the delays of changed options, also to pending receipts.
    ///
    /// Reports that were sent and not acknowledged keep their time.
    mutating func adopt(_ options: SimulatorOptions, underWay: Set<PendingReceipt>) {
        self.options = options
        timers = TimerQueue()
        for (report, message) in pending.openReports where !underWay.contains(report) {
            let steps = SimulatedBehaviour.of(message.destination).steps
            guard Int(report.step) < steps.count else { continue }
            let step = steps[Int(report.step)]
            timers.insert(report, at: moment(of: step, acceptedAt: message.acceptedAt))
        }
    }

    // MARK: The journal

    /// Restores the contents of the journal, and sets the timers.
    mutating func restore(_ contents: JournalContents) {
        nextNumber = contents.totals.nextNumber
        keys.restore(contents.keys)
        for message in contents.pending {
            repeatReports(addPending(message), at: message.record.acceptedAt)
        }
    }
}

/// A delivery receipt or an inbound message from the simulator.
enum SimulatedReport: Sendable {
    case receipt(CarrierReceipt)
    case inbound(InboundMessage)
}
