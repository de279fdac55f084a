import Domain
import Essentials

/// A message the simulator took, until everything that comes back was acknowledged.
struct OwedMessage: Sendable {
    let key: MessageKey
    let destination: UInt64
    let sender: String
    let acceptedAt: Timestamp
    /// Steps of the behaviour that were not acknowledged, one bit each.
    var openSteps: UInt8

    init(_ record: AcceptedRecord, openSteps: UInt8) {
        key = record.key
        destination = record.destination
        sender = record.sender
        acceptedAt = record.acceptedAt
        self.openSteps = openSteps
    }

    func record(_ number: UInt64) -> AcceptedRecord {
        AcceptedRecord(
            number: number,
            key: key,
            destination: destination,
            acceptedAt: acceptedAt,
            sender: sender
        )
    }
}

/// The simulator without thread, file and clock.
///
/// Numbers messages in the order it takes them; the journal and the timers use those numbers.
struct SimulatorMachine: Sendable {
    /// Names one report of one message.
    struct ReportID: Hashable, Sendable {
        let message: UInt64
        let step: UInt8
    }

    /// What a submission comes to, before it is written down.
    enum Verdict: Sendable {
        case accepted
        case answerLost
        case duplicate
        case refused(SubmitResult.Outcome)
    }

    private(set) var owed: [UInt64: OwedMessage] = [:]
    private(set) var nextNumber: UInt64 = 0
    private(set) var keys: RecentKeys
    private var timers = TimerQueue<ReportID>()
    private var tries: [MessageKey: Int] = [:]
    private let options: SimulatorOptions

    /// Reports become due together once in this time, if their delay is no shorter.
    private static let tick = Duration.milliseconds(10)
    /// Messages whose tries are counted; beyond it counting starts anew.
    private static let mostCountedTries = 10_000

    init(options: SimulatorOptions, rememberedKeys: Int) {
        self.options = options
        keys = RecentKeys(generationSize: rememberedKeys)
    }

    var nextDue: Timestamp? { timers.nextDue }

    // MARK: Submissions

    /// Decides on a submission; what is accepted must then be owed or taken back.
    mutating func judge(_ submission: Submission) -> Verdict {
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
        guard owed.count < options.mostOwed else { return .refused(.throttled) }
        _ = keys.insert(submission.key)
        return verdict
    }

    /// Counts a try, and says whether there were more than the given number.
    private mutating func isTried(_ key: MessageKey, more times: Int) -> Bool {
        // What was taken once is not refused afterwards, so that a double hand-off shows.
        if keys.contains(key) { return true }
        if tries.count >= Self.mostCountedTries { tries.removeAll(keepingCapacity: true) }
        let count = tries[key, default: 0] + 1
        if count > times { tries[key] = nil } else { tries[key] = count }
        return count > times
    }

    /// Forgets an accepted key whose acceptance could not be written down.
    mutating func takeBack(_ key: MessageKey) { keys.remove(key) }

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

    /// From now on reports of the message are owed.
    mutating func owe(_ record: AcceptedRecord) {
        let steps = SimulatedBehaviour.of(record.destination).allSteps
        guard steps != 0 else { return }
        owed[record.number] = OwedMessage(record, openSteps: steps)
        schedule(record.number)
    }

    /// Sets the timers of a message's open steps.
    private mutating func schedule(_ number: UInt64) {
        guard let message = owed[number] else { return }
        for (index, step) in SimulatedBehaviour.of(message.destination).steps.enumerated()
        where message.openSteps & 1 << UInt8(index) != 0 && !step.isBeforeAnswer {
            timers.insert(
                ReportID(message: number, step: UInt8(index)),
                at: moment(of: step, acceptedAt: message.acceptedAt)
            )
        }
    }

    /// The reports of a message that come before the answer to its submission.
    func reportsBeforeAnswer(_ number: UInt64) -> [ReportID] {
        guard let message = owed[number] else { return [] }
        return SimulatedBehaviour.of(message.destination).steps.enumerated().compactMap {
            $0.element.isBeforeAnswer ? ReportID(message: number, step: UInt8($0.offset)) : nil
        }
    }

    /// The carrier's name for a message.
    static func reference(of key: MessageKey) -> String { "sim-" + key.id.description }

    // MARK: Reports

    /// Takes up to the given number of reports that are due.
    mutating func takeDue(_ most: Int, at now: Timestamp) -> [ReportID] {
        var due: [ReportID] = []
        while due.count < most, let report = timers.takeDue(at: now) {
            // Settled meanwhile, by the acknowledgement of an earlier delivery.
            if isOpen(report) { due.append(report) }
        }
        return due
    }

    /// Reports come again because nobody acknowledged them.
    mutating func repeatReports(_ reports: [ReportID], at now: Timestamp) {
        for report in reports where isOpen(report) { timers.insert(report, at: now) }
    }

    /// What a report says; nil when it was settled.
    func report(_ id: ReportID) -> SimulatedReport? {
        guard let message = owed[id.message] else { return nil }
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
        case .inbound(let text):
            return .inbound(
                InboundMessage(
                    reference: "\(reference)-\(id.step)",
                    origin: message.destination,
                    recipient: message.sender,
                    text: text,
                    answering: message.key,
                    at: moment
                )
            )
        }
    }

    /// Strikes a report that was acknowledged, and says whether it was open.
    mutating func settle(_ id: ReportID) -> Bool {
        guard isOpen(id), var message = owed[id.message] else { return false }
        message.openSteps &= ~(1 << id.step)
        owed[id.message] = message.openSteps == 0 ? nil : message
        return true
    }

    private func isOpen(_ id: ReportID) -> Bool {
        guard let message = owed[id.message] else { return false }
        return message.openSteps & 1 << id.step != 0
    }

    /// When a step is due; in ticks, so that reports of single submissions go out in batches.
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

    // MARK: The journal

    /// All that is owed, in order of acceptance, as a compacted journal keeps it.
    var owedRecords: [OwedRecord] {
        owed.keys.sorted().compactMap { number in
            owed[number].map { OwedRecord(message: $0.record(number), openSteps: $0.openSteps) }
        }
    }

    mutating func restore(key: MessageKey) { _ = keys.insert(key) }

    /// Takes over what is owed by the journal, and sets the timers.
    mutating func restore(_ records: [UInt64: OwedRecord], nextNumber number: UInt64) {
        nextNumber = number
        for number in records.keys.sorted() {
            guard let record = records[number] else { continue }
            owed[number] = OwedMessage(record.message, openSteps: record.openSteps)
            schedule(number)
            repeatReports(reportsBeforeAnswer(number), at: record.message.acceptedAt)
        }
    }
}

/// Something that comes back from the simulator.
enum SimulatedReport: Sendable {
    case receipt(CarrierReceipt)
    case inbound(InboundMessage)
}
