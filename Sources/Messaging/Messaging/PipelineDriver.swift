import Essentials
import MessageDispatch
import MessagingModel

/// The pipeline's one thread: feeds events to the dispatcher and carries out what it decides.
///
/// Every hand-off is durable before the carrier sees the message, and every answer is durable
/// before it is reported; a batch that the store refuses is written again until it is taken.
final class PipelineDriver: @unchecked Sendable {
    // Safe to share: all state is touched only by the thread that calls `run()`, once.
    private let store: any PipelineStore
    private let clock: any Clock
    private let configuration: PipelineConfiguration
    private var carriers: [CarrierID: any Carrier]
    private let observer: any PipelineObserver
    private let notify: @Sendable ([Notification]) -> Void
    private let mailbox: Mailbox<PipelineEvent>

    private var waiting: WaitingMessages
    private var unwritten: [(changes: [PipelineChange], cause: AppliedBatch.Cause)] = []
    private var takenInTurn: [(changes: [PipelineChange], cause: AppliedBatch.Cause)] = []
    private var batchesInStore = 0
    private var storeBlockedUntil: Timestamp?
    private var handOffsInStore = 0
    private var isResting = false
    private var rested: OneTimeSignal?
    private var isStopping = false
    private var figuresDueAt: Timestamp
    private var turnBeganAt: UInt64 = 0

    init(
        store: any PipelineStore,
        clock: any Clock,
        configuration: PipelineConfiguration,
        carriers: [any Carrier],
        observer: any PipelineObserver,
        notify: @escaping @Sendable ([Notification]) -> Void,
        mailbox: Mailbox<PipelineEvent>
    ) {
        self.store = store
        self.clock = clock
        self.configuration = configuration
        self.carriers = Dictionary(carriers.map { ($0.id, $0) }) { first, _ in first }
        self.observer = observer
        self.notify = notify
        self.mailbox = mailbox
        waiting = WaitingMessages(configuration)
        figuresDueAt = clock.now
    }

    /// Works until the pipeline is stopped and everything it did is stored.
    func run() {
        var wakeAt: Timestamp?
        while true {
            gather()
            let patience = wakeAt.map { $0 - clock.now } ?? .seconds(1)
            guard let events = mailbox.takeAll(waitingAtMost: min(patience, .seconds(1))) else {
                return
            }
            var progress: [PipelineChange] = []
            for event in events { handle(event, &progress) }
            write(progress, .progress)
            // After the answers of the same turn, so that a message is told as sent before it is
            // told as delivered.
            for batch in takenInTurn { write(batch.changes, batch.cause) }
            takenInTurn = []
            wakeAt = handOver()
            refill()
            reportFigures()
            if isResting, handOffsInStore == 0 { rested?.raise() }
            if isStopping, batchesInStore == 0, unwritten.isEmpty { return mailbox.close() }
        }
    }

    /// Rests for a moment when work streams in, so that a turn takes many events at the price of
    /// one wake-up; a pipeline that was idle works at once.
    private func gather() {
        let now = monotonicNanoseconds()
        if now - turnBeganAt < PipelineDriver.streamingGap {
            WorkerThread.rest(configuration.gatheringPause)
        }
        turnBeganAt = monotonicNanoseconds()
    }

    /// Turns that begin closer together than this are a stream, in nanoseconds.
    private static let streamingGap: UInt64 = 1_500_000

    private func handle(_ event: PipelineEvent, _ progress: inout [PipelineChange]) {
        switch event {
        case .queued(let messages):
            for message in messages { waiting.add(message, at: clock.now) }
        case .cancelled(let key): waiting.cancelled(key)
        case .applied(let batch): handle(batch)
        case .submitted(let results, let carrier):
            for result in results { answer(result, carrier, &progress) }
        case .receipts(let receipts, let carrier, let acknowledge):
            waiting.count(receipts: receipts.count, from: carrier)
            takenInTurn.append(
                (
                    receipts.map { .receipt(.init($0, carrier: carrier)) },
                    .taken(acknowledge: acknowledge)
                )
            )
        case .inbound(let messages, let carrier, let acknowledge):
            let changes = messages.map { message -> PipelineChange in
                let status = configuration.status(ofInbound: message.text)
                return .inbound(.init(message, carrier: carrier, status: status))
            }
            takenInTurn.append((changes, .taken(acknowledge: acknowledge)))
        case .carrier(let carrier, let state):
            setLink(of: carrier, isUp: state == .up)
            observer.changed(carrier, to: state)
        case .loaded(let project, let messages, let limit):
            waiting.loaded(messages, of: project, limit: limit, at: clock.now)
        case .backlog(let projects): waiting.overflowed(projects)
        case .housekeeping(let changes): progress += changes
        case .routing(let routes, let settings):
            setRouting(routes, settings)
        case .attached(let carrier): carriers[carrier.id] = carrier
        case .detached(let carrier):
            carriers[carrier] = nil
            setLink(of: carrier, isUp: false)
        case .forgotten(let carrier): waiting.forget(carrier)
        case .rest(let rested):
            isResting = true
            self.rested = rested
        case .stop: isStopping = true
        }
    }

    private func setLink(of carrier: CarrierID, isUp: Bool) {
        do throws(TooManyCarriers) {
            try waiting.setLink(of: carrier, isUp: isUp)
        } catch {
            observer.refused(carrier)
        }
    }

    private func setRouting(_ routes: StoredRoutes, _ settings: [CarrierSettings]) {
        for carrier in settings {
            do throws(TooManyCarriers) {
                try waiting.set(carrier, at: clock.now)
            } catch {
                observer.refused(carrier.id)
            }
        }
        let skipped = waiting.setRoutes(routes)
        if !skipped.isEmpty { observer.skipped(skipped) }
        let left = Set(skipped.map(\.id))
        observer.routed(routes.valid.count { $0.isEnabled && !left.contains($0.id) })
    }

    /// Takes a carrier's answer to one submission.
    private func answer(
        _ result: SubmitResult,
        _ carrier: CarrierID,
        _ progress: inout [PipelineChange]
    ) {
        let decision = waiting.answered(result, at: clock.now)
        if case .accepted(let references) = result.outcome {
            // Also when the dispatcher did not expect it: the carrier has the message.
            progress.append(
                .sent(.init(result.key, carrier: carrier, references: references, at: result.at))
            )
            return
        }
        switch decision {
        case .retry(let at, _):
            let counts = result.outcome != .throttled && result.outcome != .notSubmitted
            progress.append(
                .retry(
                    .init(
                        result.key,
                        attempts: counts ? result.attempt : result.attempt - 1,
                        dueAt: at
                    )
                )
            )
        case .inDoubt: progress.append(.doubt(.init(result.key, at: result.at)))
        case .rejected, .exhausted, .expired:
            progress.append(result.finish(after: decision))
        case .accepted, .unexpected: break
        }
    }

    /// Hands messages over while carriers have room; says when to look again.
    private func handOver() -> Timestamp? {
        let now = clock.now
        if let storeBlockedUntil {
            guard now >= storeBlockedUntil else { return storeBlockedUntil }
            self.storeBlockedUntil = nil
            let again = unwritten
            unwritten = []
            for (changes, cause) in again { write(changes, cause) }
        }
        guard !isResting, batchesInStore < PipelineDriver.mostBatchesInStore else { return nil }
        let turn = waiting.next(at: now, limit: configuration.handOffBatch)
        write(turn.finished, .progress)
        write(turn.handOffs, .handOff)
        return turn.wakeAt
    }

    /// Reads the outbox of a project whose messages did not all fit into memory.
    private func refill() {
        guard storeBlockedUntil == nil, !isResting, let (project, limit) = waiting.refill() else {
            return
        }
        let (store, mailbox, observer) = (store, mailbox, observer)
        Task {
            do throws(ServiceError) {
                let messages = try await store.outbox(of: project, limit: limit)
                mailbox.send(.loaded(project, messages, limit: limit))
            } catch {
                observer.storeFailed(error)
                mailbox.send(.loaded(project, nil, limit: limit))
            }
        }
    }

    // MARK: The store

    /// Batches that may be under way in the store; more would only wait there.
    private static let mostBatchesInStore = 16

    private func write(_ changes: [PipelineChange], _ cause: AppliedBatch.Cause) {
        guard !changes.isEmpty else { return }
        batchesInStore += 1
        if case .handOff = cause { handOffsInStore += 1 }
        let mailbox = mailbox
        store.apply(changes) { result in
            mailbox.send(
                .applied(AppliedBatch(cause: cause, changes: changes, result: result))
            )
        }
    }

    private func handle(_ batch: AppliedBatch) {
        batchesInStore -= 1
        if case .handOff = batch.cause { handOffsInStore -= 1 }
        switch batch.result {
        case .success(let effects):
            report(effects)
            switch batch.cause {
            case .handOff: submit(batch.changes, effects)
            case .progress: follow(batch.changes, effects)
            case .taken(let acknowledge): acknowledge()
            }
        case .failure(let error): handle(error, batch)
        }
    }

    /// Gives messages whose hand-off is durable to their carriers.
    private func submit(_ changes: [PipelineChange], _ effects: [ChangeEffect]) {
        var submissions: [CarrierID: [Submission]] = [:]
        for (change, effect) in zip(changes, effects) {
            guard case .handOff(let handOff) = change else { continue }
            if effect.status != nil,
                let submission = waiting.submission(handOff.key, attempt: handOff.attempt)
            {
                submissions[handOff.carrier, default: []].append(submission)
            } else {
                waiting.withdraw(handOff.key, attempt: handOff.attempt, at: clock.now)
            }
        }
        for (carrier, submissions) in submissions {
            guard let connector = carriers[carrier] else {
                giveBack(submissions, of: carrier)
                continue
            }
            connector.submit(submissions)
        }
    }

    /// Lets messages wait on whose carrier was taken away while their hand-off was being stored.
    private func giveBack(_ submissions: [Submission], of carrier: CarrierID) {
        let now = clock.now
        let results = submissions.map {
            SubmitResult(key: $0.key, attempt: $0.attempt, outcome: .notSubmitted, at: now)
        }
        mailbox.send(.submitted(results, carrier))
    }

    /// Lets messages wait that a change has put into the outbox.
    private func follow(_ changes: [PipelineChange], _ effects: [ChangeEffect]) {
        for (change, effect) in zip(changes, effects) where effect.status == .enqueued {
            if let queued = effect.queued {
                waiting.add(queued, at: clock.now)
            } else if case .retry(let retry) = change, !waiting.contains(retry.key) {
                waiting.overflowed([retry.key.project])
            }
        }
    }

    /// Keeps what the store refused; a change that can never be stored is given up alone.
    private func handle(_ error: ServiceError, _ batch: AppliedBatch) {
        observer.storeFailed(error)
        guard error.isPassing else { return isolate(batch) }
        if case .handOff = batch.cause {
            for case .handOff(let handOff) in batch.changes {
                waiting.postpone(handOff.key, attempt: handOff.attempt, at: clock.now)
            }
        } else {
            unwritten.append((batch.changes, batch.cause))
        }
        storeBlockedUntil = clock.now + configuration.storeRetryPause
    }

    /// Writes the changes of a batch one by one, and gives up the one that can never be stored.
    private func isolate(_ batch: AppliedBatch) {
        guard batch.changes.count == 1, let change = batch.changes.first else {
            return write(each: batch.changes, batch.cause)
        }
        observer.gaveUp(change)
        if case .handOff(let handOff) = change {
            waiting.withdraw(handOff.key, attempt: handOff.attempt, at: clock.now)
        } else if case .taken(let acknowledge) = batch.cause {
            acknowledge()
        }
    }

    private func write(each changes: [PipelineChange], _ cause: AppliedBatch.Cause) {
        guard case .taken(let acknowledge) = cause else {
            for change in changes { write([change], cause) }
            return
        }
        // The carrier is told once all of its batch is taken.
        let left = Locked(changes.count)
        for change in changes {
            write(
                [change],
                .taken {
                    let isLast = left.withLock { count in
                        count -= 1
                        return count == 0
                    }
                    if isLast { acknowledge() }
                }
            )
        }
    }

    private func report(_ effects: [ChangeEffect]) {
        var notifications: [Notification] = []
        var counts: [MessageStatus: Int] = [:]
        for effect in effects {
            notifications += effect.notifications
            if let status = effect.status, status != .enqueued { counts[status, default: 0] += 1 }
        }
        // Ids grow in the order of the causes, effects stand in the order of the changes.
        notifications.sort { $0.id < $1.id }
        if !notifications.isEmpty { notify(notifications) }
        for (status, count) in counts { observer.reached(status, count: count) }
    }

    private func reportFigures() {
        let now = clock.now
        guard now >= figuresDueAt else { return }
        figuresDueAt = now + .seconds(1)
        observer.carriers(waiting.statistics())
    }
}

extension ServiceError {
    /// Whether the same call may succeed later.
    var isPassing: Bool {
        switch self {
        case .unavailable, .overloaded: true
        case .notFound, .invalid, .forbidden, .noFunds, .conflict, .internalFault: false
        }
    }
}

extension SubmitResult {
    /// The end of a message that no carrier takes any more; its price is given back.
    func finish(after decision: DispatchDecision) -> PipelineChange {
        var status = MessageStatus.error
        var code = StatusCode.networkError
        var carrierCode: String?
        switch outcome {
        case .rejected(let reason, let words):
            status = .rejected
            code = reason
            carrierCode = words
        case .temporaryFailure(let words): carrierCode = words
        case .accepted, .throttled, .inDoubt, .notSubmitted: break
        }
        if decision == .expired {
            status = .expired
            code = .none
        }
        return .finish(
            .init(
                key,
                status: status,
                code: code,
                carrierCode: carrierCode,
                refund: true,
                at: at
            )
        )
    }
}
