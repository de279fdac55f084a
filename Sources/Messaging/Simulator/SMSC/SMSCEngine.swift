import Collections
import Essentials
import EventLoop
import SMPPCodec
import SMPPSession
import SMPPTransport

/// The work of a simulated SMSC on its loop's thread: judges, records, answers and reports.
final class SMSCEngine: @unchecked Sendable {
    // Safe to share: `options`, `loop` and `clock` never change and `statistics` has a lock; all
    // else is used on the loop's thread only.
    let options: SMSCOptions
    let statistics = Locked(SMSCStatistics())
    private let loop: EventLoop
    private let clock: any Clock
    private let writer: SMSCWriter

    private var journal: SMSCJournalFile?
    private var nextNumber: UInt64
    private var pending: [UInt64: SMSCMessage]
    private var generator: SeededGenerator
    private var tries: [String: Int] = [:]

    private var sessions: [ObjectIdentifier: SMSCSession] = [:]
    private var deliveries = SMSCDeliveries()
    private var due = TimerQueue<Work>()
    private var timer: LoopTimer?
    private var figures = SMSCStatistics()
    private var isOver = false

    /// Work that is due at a time.
    private enum Work {
        // Boxed where it is large and rare: the queue moves its items.
        indirect case answer(SMSCSession, SMPPAnswer)
        case report(SMSCReport)
        indirect case deliver(SMSCDeliveries.Delivery)
    }

    /// The most messages whose attempts are counted; beyond that, counting starts over.
    private static let mostCountedTries = 10_000
    /// The most messages with pending receipts; beyond that, submissions are refused as queue full.
    private static let mostPending = 1_000_000

    init(
        _ options: SMSCOptions,
        journal path: String?,
        loop: EventLoop,
        clock: any Clock
    ) throws(SimulatorError) {
        self.options = options
        self.loop = loop
        self.clock = clock
        writer = SMSCWriter(identifiers: options.identifiers, dialect: options.dialect)
        generator = SeededGenerator(seed: options.seed)
        var contents = SMSCJournal.Contents()
        if let path { journal = try SMSCJournalFile(path: path, contents: &contents) }
        nextNumber = contents.nextNumber
        pending = contents.pending
    }

    // MARK: Life

    /// Sets the timers of receipts that an earlier process left pending.
    func begin() {
        let now = clock.now
        timer = LoopTimer(on: loop) { [weak self] in self?.wake() }
        for message in pending.values { schedule(message, at: now) }
        wake()
    }

    func end() {
        isOver = true
        timer?.cancel()
        timer = nil
        cutOff()
    }

    func cutOff() {
        for session in sessions.values { session.link.abort() }
    }

    func bound(_ session: SMSCSession) {
        sessions[ObjectIdentifier(session)] = session
        figures.bound = sessions.count
        if session.isReceiver, deliveries.add(session) {
            for inbound in options.inbound { send(inbound, to: session.systemID) }
        }
        if let interval = options.disconnectInterval {
            let pause = interval * Double.random(in: 0.1...2, using: &generator)
            session.cutOffTimer = loop.after(pause) { [weak session] in session?.link.abort() }
        }
        deliver()
        publish()
    }

    func closed(_ session: SMSCSession) {
        guard sessions.removeValue(forKey: ObjectIdentifier(session)) != nil else { return }
        figures.bound = sessions.count
        deliveries.remove(session)
        publish()
    }

    func send(_ inbound: SMSCOptions.Inbound, to systemID: String) {
        let bodies = writer.inbound(
            from: inbound.origin,
            to: inbound.recipient,
            inbound.text,
            reference: UInt8.random(in: 0...255, using: &generator)
        )
        deliveries.queue(bodies, of: nil, to: systemID)
        deliver()
    }

    // MARK: Submissions

    func received(_ requests: [SMPPPeerRequest], on session: SMSCSession) {
        guard !isOver else { return }
        let now = clock.now
        var answers: [SMPPAnswer] = []
        answers.reserveCapacity(requests.count)
        var early: [SMSCReport] = []
        for request in requests {
            guard let submission = SMSCSubmission(request.pdu.body) else {
                answers.append(SMPPAnswer(request.handle, status: .invalidCommandID))
                continue
            }
            if let answer = judge(submission, request, session, now, &early) {
                answers.append(answer)
            }
        }
        guard journal?.flush() ?? true else {
            // A message that cannot be recorded is not accepted.
            return session.link.answer(
                requests.map { SMPPAnswer($0.handle, status: .systemError) }
            )
        }
        if !early.isEmpty {
            for report in early { send(report, at: now) }
            deliver()
        }
        answer(answers, on: session, now)
        setTimer(now)
        publish()
    }

    private func judge(
        _ submission: SMSCSubmission,
        _ request: SMPPPeerRequest,
        _ session: SMSCSession,
        _ now: Timestamp,
        _ early: inout [SMSCReport]
    ) -> SMPPAnswer? {
        let behaviour = SimulatedBehaviour.of(SMSCMessage.number(submission.destination.digits))
        if let status = refusal(of: submission, behaviour) {
            figures.refused += 1
            return SMPPAnswer(request.handle, status: status)
        }
        let message = take(submission, behaviour, session, now)
        let isEarly = options.earlyReceipts > 0 && chance(options.earlyReceipts)
        schedule(message, at: now, isEarly: isEarly, early: &early)
        var isLost = options.lostAnswers > 0 && chance(options.lostAnswers)
        if case .lost = behaviour.answer { isLost = true }
        guard !isLost else { return nil }
        let name = MessageReference(messageID: writer.answerName(message.number))
        let body: PDUBody = submission.isData ? .dataSMResponse(name) : .submitSMResponse(name)
        return SMPPAnswer(request.handle, body: body)
    }

    private func refusal(
        of submission: SMSCSubmission,
        _ behaviour: SimulatedBehaviour
    ) -> CommandStatus? {
        guard pending.count < Self.mostPending else { return .messageQueueFull }
        switch behaviour.answer {
        case .accepted, .lost: return nil
        case .rejected(_, let carrierCode):
            return CommandStatus(name: carrierCode) ?? .submitFailed
        case .throttled(let times): return isTried(submission, more: times) ? nil : .throttled
        case .temporaryFailure(let times):
            return isTried(submission, more: times) ? nil : .submitFailed
        }
    }

    private func isTried(_ submission: SMSCSubmission, more times: Int) -> Bool {
        let reference = submission.parameters.userMessageReference.map { String($0) } ?? ""
        let key = "\(submission.destination.digits) \(reference) \(submission.octets.hashValue)"
        if tries.count >= Self.mostCountedTries { tries = [:] }
        let count = tries[key, default: 0] + 1
        tries[key] = count > times ? nil : count
        return count > times
    }

    private func take(
        _ submission: SMSCSubmission,
        _ behaviour: SimulatedBehaviour,
        _ session: SMSCSession,
        _ now: Timestamp
    ) -> SMSCMessage {
        var message = SMSCMessage(
            number: nextNumber,
            acceptedAt: now,
            systemID: session.systemID,
            source: submission.source.digits,
            destination: submission.destination.digits,
            userReference: submission.parameters.userMessageReference,
            openSteps: behaviour.allSteps
        )
        nextNumber += 1
        figures.accepted += 1
        journal?.accepted(message, octets: submission.octets)
        for (index, step) in behaviour.steps.enumerated()
        where !submission.wants(step) {
            message.openSteps &= ~(1 << UInt8(index))
            journal?.settled(SMSCReport(message: message.number, step: UInt8(index)))
        }
        if message.openSteps != 0 { pending[message.number] = message }
        return message
    }

    private func answer(_ answers: [SMPPAnswer], on session: SMSCSession, _ now: Timestamp) {
        guard options.latency > .zero || options.jitter > .zero else {
            if !answers.isEmpty { session.link.answer(answers) }
            return
        }
        for answer in answers {
            let jitter = options.jitter * Double.random(in: 0...1, using: &generator)
            due.insert(.answer(session, answer), at: now + options.latency + jitter)
        }
    }

    // MARK: Reports

    private func schedule(_ message: SMSCMessage, at now: Timestamp) {
        var early: [SMSCReport] = []
        schedule(message, at: now, isEarly: false, early: &early)
        for report in early { due.insert(.report(report), at: now) }
    }

    private func schedule(
        _ message: SMSCMessage,
        at now: Timestamp,
        isEarly: Bool,
        early: inout [SMSCReport]
    ) {
        for (index, step) in message.behaviour.steps.enumerated()
        where message.openSteps & 1 << UInt8(index) != 0 {
            let report = SMSCReport(message: message.number, step: UInt8(index))
            if step.isBeforeAnswer || isEarly {
                early.append(report)
                continue
            }
            var delay = options.latency + options.receiptDelay * Int(step.delays)
            if options.lateReceipts > 0, chance(options.lateReceipts) {
                delay += options.receiptDelay * Double.random(in: 0...4, using: &generator)
            }
            // In ticks, so that receipts of single messages share batches.
            let moment = message.acceptedAt + delay
            let tick = Int64(10_000)
            let rounded = (moment.microseconds + tick - 1) / tick * tick
            due.insert(.report(report), at: max(Timestamp(microseconds: rounded), now))
        }
    }

    private func send(_ report: SMSCReport, at now: Timestamp) {
        guard let message = pending[report.message], message.openSteps & 1 << report.step != 0
        else {
            return
        }
        switch message.behaviour.steps[Int(report.step)].report {
        case .receipt(let status, _, let carrierCode):
            guard options.lostReceipts == 0 || !chance(options.lostReceipts) else {
                return settle(report, isLost: true)
            }
            let body = writer.receipt(of: message, status, carrierCode: carrierCode, at: now)
            deliveries.queue([body], of: report, to: message.systemID)
            if options.doubledReceipts > 0, chance(options.doubledReceipts) {
                deliveries.queue([body], of: nil, to: message.systemID)
            }
        case .reply(let text):
            let bodies = writer.inbound(
                from: message.destination,
                to: message.source,
                text,
                reference: UInt8(truncatingIfNeeded: message.number)
            )
            deliveries.queue(bodies, of: report, to: message.systemID)
        }
    }

    /// Sends waiting deliveries while the windows of bound clients have room.
    func deliver() {
        guard !isOver else { return }
        for (session, requests) in deliveries.takeSendable() { session.link.request(requests) }
    }

    func finished(_ outcomes: [SMPPRequestOutcome], of session: SMSCSession) {
        let now = clock.now
        for outcome in outcomes {
            guard let delivery = deliveries.ended(outcome.token) else { continue }
            if case .answered(_, let pdu) = outcome, pdu.status == .ok {
                if let report = delivery.report { settle(report) }
            } else {
                due.insert(.deliver(delivery), at: now + options.redelivery)
            }
        }
        _ = journal?.flush()
        deliver()
        setTimer(now)
        publish()
    }

    private func settle(_ report: SMSCReport, isLost: Bool = false) {
        guard var message = pending[report.message] else { return }
        message.openSteps &= ~(1 << report.step)
        pending[report.message] = message.openSteps == 0 ? nil : message
        figures.settled += 1
        if isLost { journal?.lost(report) } else { journal?.settled(report) }
    }

    // MARK: Time

    private func wake() {
        guard !isOver else { return }
        let now = clock.now
        var answers: [ObjectIdentifier: (SMSCSession, [SMPPAnswer])] = [:]
        while let work = due.popDue(at: now) {
            switch work {
            case .answer(let session, let answer):
                answers[ObjectIdentifier(session), default: (session, [])].1.append(answer)
            case .report(let report): send(report, at: now)
            case .deliver(let delivery): deliveries.queue(delivery)
            }
        }
        for (session, answers) in answers.values { session.link.answer(answers) }
        _ = journal?.flush()
        deliver()
        setTimer(now)
        publish()
    }

    private func setTimer(_ now: Timestamp) {
        guard let next = due.nextDue else { return }
        timer?.set(after: max(next - now, .milliseconds(1)))
    }

    private func publish() { statistics.withLock { [figures] in $0 = figures } }

    private func chance(_ share: Double) -> Bool {
        Double.random(in: 0..<1, using: &generator) < share
    }
}
