import AccountsModel
import Essentials
import MessageDispatch
import MessagingModel

/// Input of other threads for the pipeline's thread.
enum PipelineInput: Sendable {
    case event(PipelineEvent)
    case receipts([CarrierReceipt], CarrierID, acknowledge: @Sendable () -> Void)
    case inbound([InboundMessage], CarrierID, acknowledge: @Sendable () -> Void)
    case attach(any Carrier)
    case detach(CarrierID)
    case rest(OneTimeSignal)
}

/// The pipeline's thread: feeds events to the ``Pipeline`` and performs its actions.
final class PipelineDriver: @unchecked Sendable {
    // Safe to share: all state is touched only by the thread that calls `run()`, once.
    private let store: any PipelineStore
    private let clock: any Clock
    private let observer: any PipelineObserver
    private let notify: @Sendable ([Notification]) -> Void
    private let mailbox: Mailbox<PipelineInput>
    private let gatheringPause: Duration

    private var pipeline: Pipeline
    private var carriers: [CarrierID: any Carrier] = [:]
    private var acknowledgements: [ReceptionTicket: @Sendable () -> Void] = [:]
    private var ticketCount = 0
    private var rested: OneTimeSignal?
    private var isStopped = false
    private var turnBeganAt: UInt64 = 0
    /// How far the clock was moved when the last turn began.
    private var clockMoved: Duration

    init(
        store: any PipelineStore,
        clock: any Clock,
        configuration: PipelineConfiguration,
        observer: any PipelineObserver,
        notify: @escaping @Sendable ([Notification]) -> Void,
        mailbox: Mailbox<PipelineInput>
    ) {
        self.store = store
        self.clock = clock
        self.observer = observer
        self.notify = notify
        self.mailbox = mailbox
        gatheringPause = configuration.gatheringPause
        let reading = clock.reading
        clockMoved = reading.moved
        pipeline = Pipeline(configuration, at: reading.now)
    }

    /// Runs until the pipeline is stopped and everything it did is stored.
    func run() {
        var wakeAt: Timestamp?
        var events: [PipelineEvent] = []
        while !isStopped {
            gather()
            let patience = wakeAt.map { $0 - clock.now } ?? .seconds(1)
            guard let inputs = mailbox.takeAll(waitingAtMost: min(patience, .seconds(1))) else {
                return
            }
            for input in inputs { events.append(event(for: input)) }
            let turn = pipeline.turn(events, at: time())
            events.removeAll(keepingCapacity: true)
            for action in turn.actions { carryOut(action) }
            wakeAt = turn.wakeAt
        }
        mailbox.close()
    }

    /// The time of a turn; the pipeline's deadlines follow a clock that was moved.
    private func time() -> Timestamp {
        let reading = clock.reading
        if reading.moved != clockMoved {
            pipeline.clockMoved(by: reading.moved - clockMoved, at: reading.now)
            clockMoved = reading.moved
        }
        return reading.now
    }

    /// Under load, sleeps for a moment before a turn to batch events; works at once when idle.
    private func gather() {
        let now = monotonicNanoseconds()
        if now - turnBeganAt < Self.streamingGap { WorkerThread.rest(gatheringPause) }
        turnBeganAt = monotonicNanoseconds()
    }

    /// Turns that begin closer together than this are under load, in nanoseconds.
    private static let streamingGap: UInt64 = 1_500_000

    private func event(for input: PipelineInput) -> PipelineEvent {
        switch input {
        case .event(let event): return event
        case .receipts(let receipts, let carrier, let acknowledge):
            return .receipts(receipts, carrier, ticket: ticket(for: acknowledge))
        case .inbound(let messages, let carrier, let acknowledge):
            return .inbound(messages, carrier, ticket: ticket(for: acknowledge))
        case .attach(let carrier):
            carriers[carrier.id] = carrier
            return .attached(carrier.id)
        case .detach(let carrier):
            carriers[carrier] = nil
            return .detached(carrier)
        case .rest(let rested):
            self.rested = rested
            return .rest
        }
    }

    private func ticket(for acknowledge: @escaping @Sendable () -> Void) -> ReceptionTicket {
        ticketCount += 1
        let ticket = ReceptionTicket(ticketCount)
        acknowledgements[ticket] = acknowledge
        return ticket
    }

    private func carryOut(_ action: PipelineAction) {
        let mailbox = mailbox
        switch action {
        case .apply(let batch):
            store.apply(batch.changes) { mailbox.send(.event(.applied(batch, $0))) }
        case .submit(let submissions, let carrier): carriers[carrier]?.submit(submissions)
        case .acknowledge(let ticket): acknowledgements.removeValue(forKey: ticket)?()
        case .notify(let notifications): notify(notifications)
        case .report(let report): observer.observe(report)
        case .readOutbox(let project, let limit):
            read { store throws(ServiceError) in
                try await store.outbox(of: project, limit: limit)
            } then: {
                .outbox(project, $0, limit: limit)
            }
        case .findDue(let now, let since, let limit):
            read { store throws(ServiceError) in
                DueMessages(
                    scheduled: try await store.due(at: now, limit: limit),
                    overdue: try await store.overdue(at: now, limit: limit),
                    inDoubt: try await store.inDoubt(since: since, limit: limit)
                )
            } then: {
                .found($0)
            }
        case .tidy(let now): tidy(at: now)
        case .rested: rested?.raise()
        case .stopped: isStopped = true
        }
    }

    /// Reads from the store in a task, and sends the result as an event.
    private func read<Value: Sendable>(
        _ body: @escaping @Sendable (any PipelineStore) async throws(ServiceError) -> Value,
        then event: @escaping @Sendable (Result<Value, ServiceError>) -> PipelineEvent
    ) {
        let (store, mailbox) = (store, mailbox)
        Task {
            let result: Result<Value, ServiceError>
            do throws(ServiceError) {
                result = .success(try await body(store))
            } catch {
                result = .failure(error)
            }
            mailbox.send(.event(event(result)))
        }
    }

    private func tidy(at now: Timestamp) {
        let (store, observer, notify) = (store, observer, notify)
        Task {
            do throws(ServiceError) {
                let notifications = try await store.tidy(at: now)
                if !notifications.isEmpty { notify(notifications) }
            } catch {
                observer.observe(.storeFailed(error))
            }
        }
    }
}
