import AccountsModel
public import Essentials
import MessagingModel

/// Decides what happens to messages from the outbox to their final status.
///
/// A pure state machine: events and the time go in, actions come out. Its owner performs the
/// actions in order and reports back with events; ``PipelineEvent`` says which.
///
/// - A hand-off is stored before the carrier gets the message.
/// - A carrier's answer, a receipt or an inbound message is stored before it is notified or
///   acknowledged.
/// - A batch that the store refuses is written again, in order, until it is stored.
/// - Only messages of acquired projects are handed off.
///
/// Equal events at equal times lead to equal actions.
public struct Pipeline: Sendable {
    let configuration: PipelineConfiguration
    var waiting: WaitingMessages
    var turn = PipelineTurn()
    /// Changes of this turn that follow from carriers' answers and from time.
    var progress: [PipelineChange] = []
    /// Receipts and inbound messages of this turn.
    private var receptions: [PipelineBatch] = []
    private var carriers: Set<CarrierID> = []
    private var receiptCounts: [CarrierID: Int] = [:]

    /// Batches that the store refused, or that wait behind one.
    var unwritten: [PipelineBatch] = []
    /// When to write them.
    var storeBlockedUntil: Timestamp?
    var batchesInStore = 0
    var handOffsInStore = 0
    /// Messages whose hand-off the store did not confirm; it may have stored it.
    var unconfirmedHandOffs: Set<MessageKey> = []
    /// How many changes of a split batch are still to be stored.
    var unacknowledged: [ReceptionTicket: Int] = [:]

    private var isResting = false
    private var hasRested = false
    private var isStopping = false
    private var isFindingDue = false
    /// Whether that search began before the clock was moved, so that its result is dropped.
    private var isFindOutdated = false
    private var findsDueAt: Timestamp
    private var tidiesAt: Timestamp
    private var reportsCarriersAt: Timestamp

    /// Creates a pipeline without projects.
    public init(_ configuration: PipelineConfiguration, at now: Timestamp) {
        self.configuration = configuration
        waiting = WaitingMessages(configuration)
        findsDueAt = now
        tidiesAt = now + configuration.tidyInterval
        reportsCarriersAt = now
    }

    /// Moves every deadline along with the clock; call it before the next turn.
    public mutating func clockMoved(by step: Duration, at now: Timestamp) {
        waiting.clockMoved(by: step, at: now)
        storeBlockedUntil = storeBlockedUntil.map { $0 + step }
        isFindOutdated = isFindingDue
        findsDueAt = findsDueAt + step
        tidiesAt = tidiesAt + step
        reportsCarriersAt = reportsCarriersAt + step
    }

    /// Handles events, in order, and whatever is due; returns what to do.
    public mutating func turn(_ events: [PipelineEvent], at now: Timestamp) -> PipelineTurn {
        for event in events { handle(event, at: now) }
        if !progress.isEmpty {
            write(PipelineBatch(.progress, progress))
            progress = []
        }
        // After the answers of the same turn, so that "sent" is notified before "delivered".
        for batch in receptions { write(batch) }
        receptions.removeAll(keepingCapacity: true)
        wake(at: handOff(at: now))
        refill()
        lookAtClock(now)
        end()
        defer { turn = PipelineTurn() }
        return turn
    }

    private mutating func handle(_ event: PipelineEvent, at now: Timestamp) {
        switch event {
        case .acquired(let projects, let backlog): waiting.acquire(projects, backlog: backlog)
        case .lost(let projects):
            waiting.lose(projects)
            unconfirmedHandOffs = unconfirmedHandOffs.filter { !projects.contains($0.project) }
        case .queued(let messages): for message in messages { waiting.add(message, at: now) }
        case .cancelled(let key):
            waiting.remove(key)
            unconfirmedHandOffs.remove(key)
        case .applied(let batch, let result): applied(batch, result, at: now)
        case .outbox(let project, let result, let limit):
            loaded(result, of: project, limit: limit, at: now)
        case .found(let result): found(result, at: now)
        case .submitted(let results, let carrier):
            for result in results { answered(result, by: carrier, at: now) }
        case .receipts(let receipts, let carrier, let ticket):
            receiptCounts[carrier, default: 0] += receipts.count
            receive(receipts.map { .receipt(.init($0, carrier: carrier)) }, ticket)
        case .inbound(let messages, let carrier, let ticket):
            let changes = messages.map { message -> PipelineChange in
                let status = configuration.status(ofInbound: message.text)
                return .inbound(.init(message, carrier: carrier, status: status))
            }
            receive(changes, ticket)
        case .carrier(let carrier, let state):
            setLink(of: carrier, isUp: state == .up)
            report(.carrierChanged(carrier, state))
        case .attached(let carrier): carriers.insert(carrier)
        case .detached(let carrier):
            carriers.remove(carrier)
            setLink(of: carrier, isUp: false)
        case .forgotten(let carrier):
            waiting.forget(carrier)
            receiptCounts[carrier] = nil
        case .routing(let routes, let settings): setRouting(routes, settings, at: now)
        case .rest: isResting = true
        case .stop: isStopping = true
        }
    }

    func isAttached(_ carrier: CarrierID) -> Bool { carriers.contains(carrier) }

    mutating func act(_ action: PipelineAction) { turn.actions.append(action) }

    mutating func report(_ report: PipelineReport) { act(.report(report)) }

    private mutating func wake(at moment: Timestamp?) {
        guard let moment else { return }
        turn.wakeAt = min(turn.wakeAt ?? moment, moment)
    }

    private mutating func receive(_ changes: [PipelineChange], _ ticket: ReceptionTicket) {
        receptions.append(PipelineBatch(.reception(ticket), changes))
    }

    // MARK: Time

    /// Hands messages off while carriers have room, and returns when to try again.
    private mutating func handOff(at now: Timestamp) -> Timestamp? {
        if let blocked = storeBlockedUntil {
            guard now >= blocked else { return blocked }
            storeBlockedUntil = nil
            let again = unwritten
            unwritten = []
            for batch in again { write(batch) }
        }
        guard !isResting, batchesInStore < configuration.maximumBatchesInStore else { return nil }
        let next = waiting.next(at: now, limit: configuration.handOffBatch)
        write(PipelineBatch(.progress, next.finished(at: now)))
        write(PipelineBatch(.handOff, next.handOffs.map { .handOff(marked($0)) }))
        return next.wakeAt
    }

    /// The hand-off, marked if an earlier one of the message may be stored.
    private func marked(_ handOff: PipelineChange.HandOff) -> PipelineChange.HandOff {
        guard !unconfirmedHandOffs.isEmpty, unconfirmedHandOffs.contains(handOff.key) else {
            return handOff
        }
        return PipelineChange.HandOff(
            handOff.key,
            carrier: handOff.carrier,
            attempt: handOff.attempt,
            at: handOff.at,
            mayBeStored: true
        )
    }

    /// Reads the outbox of a project whose messages did not all fit into memory.
    private mutating func refill() {
        guard storeBlockedUntil == nil, !isResting, let next = waiting.refill() else { return }
        act(.readOutbox(next.project, limit: next.limit))
    }

    private mutating func lookAtClock(_ now: Timestamp) {
        if now >= reportsCarriersAt {
            reportsCarriersAt = now + .seconds(1)
            var statistics = waiting.statistics()
            for index in statistics.indices {
                statistics[index].receipts = receiptCounts[statistics[index].carrier] ?? 0
            }
            report(.carriers(statistics))
        }
        guard !isResting, !waiting.ownsNothing else { return }
        if now >= findsDueAt, !isFindingDue {
            isFindingDue = true
            findsDueAt = now + configuration.findDueInterval
            act(
                .findDue(
                    at: now,
                    inDoubtSince: now - configuration.inDoubtPatience,
                    limit: configuration.findDueLimit
                )
            )
        }
        if now >= tidiesAt {
            tidiesAt = now + configuration.tidyInterval
            act(.tidy(at: now))
        }
        // While a search is under way, its answer is the next event.
        if !isFindingDue { wake(at: findsDueAt) }
    }

    private mutating func end() {
        if isResting, !hasRested, handOffsInStore == 0 {
            hasRested = true
            act(.rested)
        }
        if isStopping, batchesInStore == 0, unwritten.isEmpty { act(.stopped) }
    }

    private mutating func found(_ result: Result<DueMessages, ServiceError>, at now: Timestamp) {
        isFindingDue = false
        guard !isFindOutdated else {
            isFindOutdated = false
            return
        }
        switch result {
        case .success(let due):
            for key in due.scheduled where waiting.owns(key.project) {
                progress.append(.release(.init(key, at: now)))
            }
            for key in due.overdue where waiting.owns(key.project) {
                progress.append(.expired(key, refund: false, at: now))
            }
            for doubt in due.inDoubt where waiting.owns(doubt.key.project) {
                progress.append(configuration.inDoubtPolicy.change(for: doubt, at: now))
            }
        case .failure(let error): report(.storeFailed(error))
        }
    }

    // MARK: Carriers

    private mutating func setLink(of carrier: CarrierID, isUp: Bool) {
        do throws(TooManyCarriers) {
            try waiting.setLink(of: carrier, isUp: isUp)
        } catch {
            report(.carrierRefused(carrier))
        }
    }

    private mutating func setRouting(
        _ routes: StoredRoutes,
        _ settings: [CarrierSettings],
        at now: Timestamp
    ) {
        for carrier in settings {
            do throws(TooManyCarriers) {
                try waiting.set(carrier, at: now)
            } catch {
                report(.carrierRefused(carrier.id))
            }
        }
        let enabled = routes.valid.filter(\.isEnabled)
        let unusable = waiting.setRoutes(enabled)
        let skipped = routes.invalid + unusable
        if !skipped.isEmpty { report(.routesSkipped(skipped)) }
        report(.routesInForce(enabled.count - unusable.count))
    }

    /// Handles a carrier's answer to one submission.
    mutating func answered(_ result: SubmitResult, by carrier: CarrierID, at now: Timestamp) {
        let decision = waiting.answered(
            result.key,
            attempt: result.attempt,
            handOff: result.handOff,
            with: result.outcome,
            at: now
        )
        if case .accepted(let references) = result.outcome {
            // Also if no answer was expected: the carrier has the message.
            progress.append(
                .sent(.init(result.key, carrier: carrier, references: references, at: result.at))
            )
            return
        }
        switch decision {
        case .retry(let at, _):
            let counts = result.outcome != .throttled && result.outcome != .notSubmitted
            let attempts = counts ? result.attempt : result.attempt - 1
            progress.append(.retry(.init(result.key, attempts: attempts, dueAt: at)))
        case .inDoubt:
            progress.append(.doubt(.init(result.key, at: result.at)))
            report(.inDoubt(result.key, carrier))
        case .rejected, .exhausted: progress.append(result.finish(isExpired: false))
        case .expired: progress.append(result.finish(isExpired: true))
        case .accepted, .unexpected: break
        }
    }
}
