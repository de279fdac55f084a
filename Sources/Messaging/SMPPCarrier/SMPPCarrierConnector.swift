import Essentials
import EventLoop
import MessagingModel
import SMPPCodec
import SMPPSession
import SMPPTransport
import Telemetry

/// The work of an SMPP carrier, all of it on its event loop's thread.
///
/// The results of one turn of the loop go to the pipeline in one call. Receipts are acknowledged to
/// the SMSC once the pipeline has stored them.
final class SMPPCarrierConnector: @unchecked Sendable {
    // Safe to share: the constants never change and `lastError` has a lock; all else is used on the
    // loop's thread only, which every entry point asserts.
    let id: CarrierID
    let options: SMPPCarrierOptions
    let context: SMPPCarrierContext
    let metrics: CarrierMetrics
    let lastError = Locked<String?>(nil)

    var events: (any CarrierEvents)?
    var binds: [CarrierBind] = []
    var writer: SubmissionWriter
    var ledger: SubmissionLedger
    var generator: SeededGenerator
    var state: CarrierState = .down
    var isStopping = false

    private let reader: DeliveryReader
    private var bucket: TokenBucket?
    private var timer: LoopTimer?
    private var nextBind = 0
    private var results: [SubmitResult] = []
    private var receipts: [CarrierReceipt] = []
    private var inbound: [InboundMessage] = []
    private var receiptHandles = DeliveryHandles()
    private var inboundHandles = DeliveryHandles()
    private var recent = RecentReceipts()
    private var awaitsEndOfTurn = false
    private var onStopped: [@Sendable () -> Void] = []

    init(
        id: CarrierID,
        options: SMPPCarrierOptions,
        context: SMPPCarrierContext
    ) throws(CarrierOptionError) {
        self.id = id
        self.options = options
        self.context = context
        metrics = CarrierMetrics(context.registry, carrier: id)
        reader = DeliveryReader(options, ids: context.ids)
        generator = SeededGenerator(seed: context.seed)
        writer = SubmissionWriter(
            options,
            firstReference: UInt16(truncatingIfNeeded: generator.next())
        )
        ledger = SubmissionLedger(seed: generator.next())
        let target = try CarrierBind.target(options)
        for number in 0..<options.bindsCount * options.mode.modes.count {
            let mode = options.mode.modes[number % options.mode.modes.count]
            binds.append(CarrierBind(mode, target: target, of: self))
        }
    }

    var now: Timestamp { context.clock.now }

    // MARK: Life

    func start(reportingTo events: any CarrierEvents) {
        context.loop.assertCurrent()
        guard self.events == nil else { return }
        self.events = events
        let now = now
        bucket = options.submitsPerSecond.map { rate in
            TokenBucket(
                capacity: max(1, Double(rate) / 20),
                refillPerSecond: Double(rate),
                at: now
            )
        }
        timer = LoopTimer(on: context.loop) { [weak self] in self?.wake() }
        events.changed(id, to: .down)
        for bind in binds { bind.connect() }
    }

    /// Stops everything, then calls the closure.
    func stop(_ done: @escaping @Sendable () -> Void) {
        context.loop.assertCurrent()
        onStopped.append(done)
        guard !isStopping else { return finishIfStopped() }
        isStopping = true
        setState()
        for bind in binds { bind.stop() }
        flushAtEndOfTurn()
        finishIfStopped()
    }

    /// Finishes a stop once all binds have ended.
    func finishIfStopped() {
        guard isStopping, binds.allSatisfy(\.isOver) else { return }
        flush()
        timer?.cancel()
        setState()
        let waiting = onStopped
        onStopped = []
        for done in waiting { done() }
        // A remaining reference to the carrier must not keep its connections open.
        binds = []
    }

    /// Reports to the pipeline when the carrier comes up or goes down.
    func setState() {
        let bound = binds.filter(\.isBound)
        metrics.bound.set(Double(bound.count))
        let isUp = !isStopping && bound.contains { $0.mode != .receiver }
        guard (state == .up) != isUp else { return }
        state = isUp ? .up : .down
        if !isUp {
            results += ledger.giveUpWaiting(at: now)
            flush()
        }
        events?.changed(id, to: state)
    }

    /// Records and logs an error, with the time until the next attempt.
    func note(_ error: String, _ event: String, retryIn pause: Duration? = nil) {
        lastError.withLock { $0 = error }
        let retry = pause.map { LogValue.integer(Int($0.inSeconds * 1000)) }
        context.logger.warning(
            event,
            retry.map { ["reason": .string(error), "retry_ms": $0] } ?? ["reason": .string(error)]
        )
    }

    /// Clears the last error.
    func noteRecovery() { lastError.withLock { $0 = nil } }

    // MARK: Submitting

    func submit(_ submissions: [Submission]) {
        context.loop.assertCurrent()
        let now = now
        for submission in submissions {
            guard state == .up else {
                append(submission, .notSubmitted, now)
                continue
            }
            guard let parts = writer.parts(of: submission, at: now) else {
                append(submission, .rejected(code: .other, carrierCode: "UNENCODABLE"), now)
                continue
            }
            ledger.take(submission, parts, at: now)
        }
        pump()
        flushAtEndOfTurn()
    }

    private func append(
        _ submission: Submission,
        _ outcome: SubmitResult.Outcome,
        _ now: Timestamp
    ) {
        results.append(SubmitResult(to: submission, outcome, at: now))
    }

    /// Sends as much as the windows and the rate allow, over the binds in turn.
    func pump() {
        let now = now
        defer { setTimer(now) }
        guard ledger.waitingParts > 0 else { return }
        for _ in binds.indices {
            nextBind = (nextBind + 1) % binds.count
            let bind = binds[nextBind]
            guard let link = bind.link, bind.isBound, bind.mode != .receiver else { continue }
            let requests = requests(atMost: link.room, hasParameters: bind.hasParameters, now)
            if !requests.isEmpty { link.request(requests) }
        }
    }

    private func requests(
        atMost room: Int,
        hasParameters: Bool,
        _ now: Timestamp
    ) -> [SMPPRequest] {
        var requests: [SMPPRequest] = []
        requests.reserveCapacity(min(room, ledger.waitingParts))
        while requests.count < room, ledger.waitingParts > 0 {
            if bucket?.take(at: now) == false { break }
            guard let part = ledger.next() else { break }
            var message = part.message
            if !hasParameters { message.parameters = Parameters() }
            requests.append(SMPPRequest(.submitSM(message), token: RequestToken(part.token)))
        }
        return requests
    }

    /// Sets the timer for parts that are to be retried or wait for the rate.
    private func setTimer(_ now: Timestamp) {
        var due = ledger.nextDue
        if ledger.waitingParts > 0, var bucket {
            let wait = bucket.wait(at: now)
            if wait > .zero { due = min(due ?? now + wait, now + wait) }
        }
        guard let due else { return }
        timer?.set(after: max(due - now, .milliseconds(1)))
    }

    private func wake() {
        ledger.wake(at: now)
        pump()
        flushAtEndOfTurn()
    }

    /// Handles the outcomes of requests.
    func finished(_ outcomes: [SMPPRequestOutcome]) {
        let now = now
        var isThrottled = false
        for outcome in outcomes {
            let token = outcome.token.number
            var settled: SubmissionLedger.Settled?
            switch outcome {
            case .answered(_, let pdu):
                metrics.answered(pdu.status)
                settled = answered(token, pdu, now)
                isThrottled = isThrottled || pdu.status == .throttled
            case .lost(_, .unwritable):
                settled = ledger.refused(token, .reject(.other), .submitFailed, at: now)
            case .lost(_, let reason):
                noteLoss(of: token, reason)
                settled = ledger.lost(token, at: now)
            case .refused(_, .notAllowed):
                settled = ledger.refused(token, .reject(.other), .submitFailed, at: now)
            case .refused: ledger.putBack(token)
            }
            guard let settled else { continue }
            results.append(settled.result)
            metrics.latency.observe(settled.duration)
        }
        if state != .up { results += ledger.giveUpWaiting(at: now) }
        pump()
        flushAtEndOfTurn()
    }

    private func noteLoss(of token: UInt64, _ reason: LossReason) {
        metrics.note(.lost)
        context.logger.warning(
            "answer to a submission lost",
            [
                "reason": .string(reason.sentence),
                "message": .string(ledger.key(of: token).map { "\($0.id)" } ?? ""),
            ]
        )
    }

    /// Counts and logs a PDU of the SMSC that cannot be decoded.
    func noteUnreadable(_ fault: DecodingFault) {
        metrics.note(fault.commandID.isResponse ? .unreadableAnswer : .unreadable)
        context.logger.warning(
            "PDU of an SMSC unreadable",
            [
                "command": .string("\(fault.commandID)"),
                "sequence": .integer(Int(fault.sequence)),
                "reason": .string("\(fault)"), "octets": .string(fault.octetsText),
            ]
        )
    }

    private func answered(
        _ token: UInt64,
        _ pdu: PDU,
        _ now: Timestamp
    ) -> SubmissionLedger.Settled? {
        guard pdu.status == .ok, case .submitSMResponse(let answer) = pdu.body else {
            let status = pdu.status == .ok ? CommandStatus.unknownError : pdu.status
            return ledger.refused(
                token,
                options.statuses.verdict(on: status),
                status,
                at: now
            )
        }
        let reference = options.identifiers.key(submitted: answer.messageID)
        recent.forget(reference)
        return ledger.accepted(token, as: reference, at: now)
    }

    // MARK: Answers, receipts and inbound messages

    /// Takes receipts and inbound messages of the SMSC, and answers other requests.
    func received(_ requests: [SMPPPeerRequest], on link: SMPPLink) {
        let now = now
        var answers: [SMPPAnswer] = []
        for request in requests {
            let delivery: DeliveryReader.Delivery
            switch request.pdu.body {
            case .deliverSM(let message): delivery = reader.read(message, at: now)
            case .dataSM(let message): delivery = reader.read(message, at: now)
            default:
                answers.append(SMPPAnswer(request.handle, status: .invalidCommandID))
                continue
            }
            switch delivery {
            case .report(let receipt):
                guard !recent.contains(receipt) else {
                    metrics.note(.repeated)
                    answers.append(SMPPAnswer(request.handle))
                    continue
                }
                receipts.append(receipt)
                receiptHandles.append(request.handle, on: link)
            case .message(let message):
                metrics.note(.inbound)
                inbound.append(message)
                inboundHandles.append(request.handle, on: link)
            }
        }
        if !answers.isEmpty { link.answer(answers) }
        flushAtEndOfTurn()
    }

    private func acknowledge(_ handles: DeliveryHandles, _ stored: [CarrierReceipt]) {
        for receipt in stored { recent.insert(receipt) }
        handles.answer()
    }

    // MARK: The end of a turn

    func flushAtEndOfTurn() {
        guard !awaitsEndOfTurn else { return }
        awaitsEndOfTurn = true
        context.loop.atEndOfTurn(self)
    }

    /// Sends the results of the turn to the pipeline.
    private func flush() {
        metrics.queued.set(Double(ledger.waitingParts))
        metrics.unanswered.set(Double(ledger.count))
        if !results.isEmpty {
            let batch = results
            results = []
            events?.submitted(batch, by: id)
        }
        if !receipts.isEmpty {
            let (batch, handles) = (receipts, receiptHandles)
            (receipts, receiptHandles) = ([], DeliveryHandles())
            for receipt in batch { metrics.received(receipt.status) }
            events?.received(batch, from: id) { [self] in
                context.loop.run { [self] in acknowledge(handles, batch) }
            }
        }
        if !inbound.isEmpty {
            let (batch, handles) = (inbound, inboundHandles)
            (inbound, inboundHandles) = ([], DeliveryHandles())
            events?.received(batch, from: id) { [self] in
                context.loop.run { [self] in acknowledge(handles, []) }
            }
        }
    }
}

extension SMPPCarrierConnector: EndOfTurn {
    func turnEnds() {
        awaitsEndOfTurn = false
        flush()
    }
}
