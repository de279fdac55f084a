public import Essentials
public import MessagingModel
import Telemetry

/// Moves messages from the outbox over carriers to their final status.
///
/// One thread owns the ``PipelineDriver``; everything else sends it events, so nothing in the
/// pipeline needs a lock, and everything that arrived while it worked is handled in one turn.
public final class MessagePipeline: CarrierEvents {
    private let mailbox = Mailbox<PipelineEvent>()
    private let store: any PipelineStore
    private let clock: any Clock
    private let configuration: PipelineConfiguration
    private let stopped = OneTimeSignal()
    private let observer: any PipelineObserver
    private let notify: @Sendable ([Notification]) -> Void

    /// Creates a pipeline that does nothing yet.
    ///
    /// - Parameters:
    ///   - store: keeps what the pipeline does.
    ///   - clock: tells the time.
    ///   - configuration: windows, attempts and policies.
    ///   - observer: watches.
    ///   - notify: delivers notifications, which are durable by then; must be quick.
    public init(
        store: any PipelineStore,
        clock: any Clock,
        configuration: PipelineConfiguration,
        observer: any PipelineObserver,
        notify: @escaping @Sendable ([Notification]) -> Void
    ) {
        self.store = store
        self.clock = clock
        self.configuration = configuration
        self.observer = observer
        self.notify = notify
    }

    /// Takes over what an earlier process left, then starts carriers and the pipeline's thread.
    public func start(
        carriers: [any Carrier],
        routes: StoredRoutes,
        settings: [CarrierSettings]
    ) async throws(ServiceError) {
        let inDoubt = try await store.markHandOffsInDoubt(at: clock.now)
        observer.foundInDoubt(inDoubt)
        let driver = PipelineDriver(
            store: store,
            clock: clock,
            configuration: configuration,
            carriers: carriers,
            observer: observer,
            notify: notify,
            mailbox: mailbox
        )
        let (mailbox, stopped) = (mailbox, stopped)
        mailbox.send(.routing(routes, settings))
        mailbox.send(.backlog(try await store.projectsWithOutbox()))
        do throws(WorkerThreadError) {
            try WorkerThread("pipeline") {
                driver.run()
                stopped.raise()
            }
        } catch {
            throw .unavailable(error.description)
        }
        for carrier in carriers { carrier.start(reportingTo: self) }
    }

    /// Takes messages that have become durable in the outbox.
    public func enqueue(_ messages: [QueuedMessage]) { mailbox.send(.queued(messages)) }

    /// Lets go of a message that was cancelled in the outbox.
    public func forget(_ message: MessageKey) { mailbox.send(.cancelled(message)) }

    /// Puts changed routes and carrier settings in force.
    public func update(routes: StoredRoutes, settings: [CarrierSettings]) {
        mailbox.send(.routing(routes, settings))
    }

    /// Takes a carrier into service, also while messages flow.
    public func attach(_ carrier: any Carrier) {
        mailbox.send(.attached(carrier))
        carrier.start(reportingTo: self)
    }

    /// Takes a carrier out of service: what it did not answer by then is in doubt, and the messages
    /// that wait for it go another way or wait for one.
    ///
    /// One that will be attached again under the same name is only stopped; another is forgotten.
    public func detach(_ carrier: any Carrier, forgets: Bool) async {
        mailbox.send(.detached(carrier.id))
        await carrier.stop()
        if forgets { mailbox.send(.forgotten(carrier.id)) }
    }

    /// Looks for messages whose time has come or run out; call it about once a second.
    public func keepHouse() async {
        let now = clock.now
        do {
            var changes: [PipelineChange] = []
            for key in try await store.due(at: now, limit: configuration.housekeepingLimit) {
                changes.append(.release(.init(key, at: now)))
            }
            for key in try await store.overdue(at: now, limit: configuration.housekeepingLimit) {
                changes.append(
                    .finish(
                        .init(
                            key,
                            status: .expired,
                            code: .none,
                            carrierCode: nil,
                            refund: false,
                            at: now
                        )
                    )
                )
            }
            let doubts = try await store.inDoubt(
                since: now - configuration.inDoubtPatience,
                limit: configuration.housekeepingLimit
            )
            changes += doubts.map { configuration.inDoubtPolicy.change(for: $0, at: now) }
            if !changes.isEmpty { mailbox.send(.housekeeping(changes)) }
        } catch {
            observer.storeFailed(error)
        }
    }

    /// Removes what has no use any more; call it about once a minute.
    public func tidy() async {
        do {
            try await store.tidy(at: clock.now)
        } catch {
            observer.storeFailed(error)
        }
    }

    /// Stops handing over, waits until the carriers' answers are stored, and ends the thread.
    public func stop(carriers: [any Carrier]) async {
        let rested = OneTimeSignal()
        mailbox.send(.rest(rested))
        await rested.wait()
        for carrier in carriers { await carrier.stop() }
        mailbox.send(.stop)
        await stopped.wait()
    }

    /// The carrier answered submissions.
    public func submitted(_ results: [SubmitResult], by carrier: CarrierID) {
        mailbox.send(.submitted(results, carrier))
    }

    /// Receipts came in.
    public func received(
        _ receipts: [CarrierReceipt],
        from carrier: CarrierID,
        acknowledge: @escaping @Sendable () -> Void
    ) {
        mailbox.send(.receipts(receipts, carrier, acknowledge: acknowledge))
    }

    /// Messages from handsets came in.
    public func received(
        _ messages: [InboundMessage],
        from carrier: CarrierID,
        acknowledge: @escaping @Sendable () -> Void
    ) {
        mailbox.send(.inbound(messages, carrier, acknowledge: acknowledge))
    }

    /// The carrier became able or unable to take messages.
    public func changed(_ carrier: CarrierID, to state: CarrierState) {
        mailbox.send(.carrier(carrier, state))
    }
}
