import Collections
import Essentials
import MessagingModel

/// The work of the simulator's thread: judges, records, answers and reports.
///
/// Safe to share: after ``begin(reportingTo:acknowledged:)`` only one thread at a time makes turns,
/// and ``refuse(_:)`` uses nothing that a turn changes.
final class SimulatorLoop: @unchecked Sendable {
    private let id: CarrierID
    private var options: SimulatorOptions
    private let clock: any Clock
    private var machine: SimulatorMachine
    private var journal: JournalWriter?
    /// Receives events from the loop; ``events`` is for other threads.
    private var sink: (any CarrierEvents)?
    private let events = Locked<(any CarrierEvents)?>(nil)
    /// Why the last write failed; nil if it did not.
    let fault = Locked<SimulatorError?>(nil)
    private var hasFault = false
    private var acknowledge: @Sendable (UInt64) -> Void = { _ in }
    private var answers = TimerQueue<[SubmitResult]>()
    private var batches: [UInt64: [PendingReceipt]] = [:]
    private var batchTimers = TimerQueue<UInt64>()
    private var nextBatch: UInt64 = 0
    private var unacknowledged = 0

    /// Reports sent together.
    private static let batchSize = 1000
    private static let batchesInTurn = 8
    /// Receipts that were sent and are not acknowledged.
    private static let mostUnacknowledged = 20_000
    /// Keys that detect a second hand-off, at least; all of them if compaction is off.
    private static let rememberedKeys = 65_536

    init(
        id: CarrierID,
        options: SimulatorOptions,
        journal path: String?,
        clock: any Clock
    )
        throws(SimulatorError)
    {
        self.id = id
        self.options = options
        self.clock = clock
        var machine = SimulatorMachine(
            options: options,
            rememberedKeys: options.compactsJournal ? Self.rememberedKeys : .max
        )
        if let path {
            journal = try JournalWriter(
                path: path,
                options: options,
                machine: &machine
            )
        }
        self.machine = machine
    }

    func begin(
        reportingTo events: any CarrierEvents,
        acknowledged: @escaping @Sendable (UInt64) -> Void
    ) {
        sink = events
        self.events.withLock { $0 = events }
        acknowledge = acknowledged
        events.changed(id, to: .up)
    }

    /// Does all that is due now.
    ///
    /// Returns how many submissions were answered, and the time until something is due again.
    func turn(
        _ submissions: [Submission],
        acknowledged: [UInt64],
        options changed: SimulatorOptions?
    ) -> (answered: Int, pause: Duration?) {
        let now = clock.now
        settle(acknowledged)
        if let changed, changed != options {
            options = changed
            machine.adopt(changed, underWay: Set(batches.values.joined()))
        }
        take(submissions, at: now)
        let answered = answer(at: now)
        repeatUnacknowledged(at: now)
        for _ in 0..<Self.batchesInTurn where unacknowledged < Self.mostUnacknowledged {
            guard report(at: now) else { break }
        }
        do {
            try journal?.compactIfWorthwhile(machine)
        } catch {
            hasFault = true
            fault.withLock { $0 = error }
        }
        return (answered, pause(at: now))
    }

    /// Answers submissions beyond the limit as throttled.
    func refuse(_ submissions: ArraySlice<Submission>) {
        let now = clock.now
        events.withLock { $0 }?.submitted(
            submissions.map { result($0, .throttled, at: now) },
            by: id
        )
    }

    /// Answers everything; without a journal also sends all receipts, as they would be lost.
    func end() {
        let forever = Timestamp(microseconds: .max)
        _ = answer(at: forever)
        if journal == nil {
            while report(at: forever) {}
        }
        journal = nil
        events.withLock { $0 }?.changed(id, to: .down)
    }

    // MARK: Submissions

    private func take(_ submissions: [Submission], at now: Timestamp) {
        var verdicts: [SimulatorMachine.Verdict] = []
        verdicts.reserveCapacity(submissions.count)
        var accepted: [AcceptedRecord] = []
        accepted.reserveCapacity(submissions.count)
        var duplicates: [DuplicateRecord] = []
        for submission in submissions {
            let verdict = machine.judge(submission, undecided: accepted.count)
            verdicts.append(verdict)
            switch verdict {
            case .accepted, .answerLost:
                accepted.append(machine.record(of: submission, at: now))
            case .duplicate:
                duplicates.append(DuplicateRecord(submission, at: now))
            case .refused:
                break
            }
        }
        let isWritten = write(accepted, duplicates)
        if isWritten {
            var early: [PendingReceipt] = []
            for record in accepted { early += machine.addPending(record) }
            if !early.isEmpty { send(early) }
        } else {
            machine.takeBack(accepted)
        }
        guard !submissions.isEmpty else { return }
        let moment = now + options.submitDelay
        var results: [SubmitResult] = []
        results.reserveCapacity(submissions.count)
        for (submission, verdict) in zip(submissions, verdicts) {
            let outcome = outcome(of: verdict, submission.key, isWritten: isWritten)
            results.append(result(submission, outcome, at: moment))
        }
        answers.insert(results, at: moment)
    }

    /// Records what was accepted and acknowledged; returns false if that failed.
    private func write(_ accepted: [AcceptedRecord], _ duplicates: [DuplicateRecord]) -> Bool {
        guard journal != nil else { return true }
        journal?.accepted(accepted)
        journal?.duplicates(duplicates)
        guard journal?.hasPending == true else { return true }
        do {
            try journal?.flush()
            if hasFault {
                hasFault = false
                fault.withLock { $0 = nil }
            }
            return true
        } catch {
            hasFault = true
            fault.withLock { $0 = error }
            return false
        }
    }

    private func outcome(
        of verdict: SimulatorMachine.Verdict,
        _ key: MessageKey,
        isWritten: Bool
    ) -> SubmitResult.Outcome {
        switch verdict {
        case .refused(let outcome): outcome
        case _ where !isWritten: .temporaryFailure(carrierCode: "ESME_RSYSERR")
        case .accepted, .duplicate: .accepted(references: [SimulatorMachine.reference(of: key)])
        case .answerLost: .inDoubt
        }
    }

    private func result(
        _ submission: Submission,
        _ outcome: SubmitResult.Outcome,
        at moment: Timestamp
    ) -> SubmitResult {
        SubmitResult(to: submission, outcome, at: moment)
    }

    /// Sends the answers that are due; returns how many.
    private func answer(at now: Timestamp) -> Int {
        var count = 0
        while let results = answers.popDue(at: now) {
            count += results.count
            sink?.submitted(results, by: id)
        }
        return count
    }

    // MARK: Reports

    /// Sends one batch of the reports that are due; returns whether there were any.
    private func report(at now: Timestamp) -> Bool {
        let due = machine.takeDue(Self.batchSize, at: now)
        guard !due.isEmpty else { return false }
        send(due)
        return true
    }

    private func send(_ reports: [PendingReceipt]) {
        var receipts: [CarrierReceipt] = []
        receipts.reserveCapacity(reports.count)
        var receiptIDs: [PendingReceipt] = []
        receiptIDs.reserveCapacity(reports.count)
        var messages: [InboundMessage] = []
        var messageIDs: [PendingReceipt] = []
        for id in reports {
            switch machine.report(id) {
            case .receipt(let receipt):
                receipts.append(receipt)
                receiptIDs.append(id)
            case .inbound(let message):
                messages.append(message)
                messageIDs.append(id)
            case nil:
                break
            }
        }
        if !receipts.isEmpty {
            let batch = batch(of: receiptIDs)
            sink?.received(receipts, from: id) { [acknowledge] in acknowledge(batch) }
        }
        if !messages.isEmpty {
            let batch = batch(of: messageIDs)
            sink?.received(messages, from: id) { [acknowledge] in acknowledge(batch) }
        }
    }

    private func batch(of reports: [PendingReceipt]) -> UInt64 {
        let batch = nextBatch
        nextBatch += 1
        batches[batch] = reports
        batchTimers.insert(batch, at: clock.now + options.redelivery)
        unacknowledged += reports.count
        return batch
    }

    private func settle(_ acknowledged: [UInt64]) {
        for batch in acknowledged {
            guard let reports = batches.removeValue(forKey: batch) else { continue }
            unacknowledged -= reports.count
            var settled: [PendingReceipt] = []
            settled.reserveCapacity(reports.count)
            for report in reports where machine.settle(report) { settled.append(report) }
            journal?.settled(settled.map(SettledRecord.init))
        }
    }

    private func repeatUnacknowledged(at now: Timestamp) {
        while let batch = batchTimers.popDue(at: now) {
            guard let reports = batches.removeValue(forKey: batch) else { continue }
            unacknowledged -= reports.count
            machine.repeatReports(reports, at: now)
        }
    }

    private func pause(at now: Timestamp) -> Duration? {
        var next = [answers.nextDue, batchTimers.nextDue].compactMap(\.self).min()
        if unacknowledged < Self.mostUnacknowledged, let due = machine.nextDue {
            next = min(next ?? due, due)
        }
        return next.map { max(.zero, $0 - now) }
    }
}
