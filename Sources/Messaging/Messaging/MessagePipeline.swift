public import AccountsModel
public import Essentials
public import MessageDispatch
public import MessagingModel

/// Moves messages from the outbox over carriers to their final status.
///
/// One thread owns the ``MessageDispatch/Pipeline``, which makes all decisions; everything else
/// sends it events, so nothing in the pipeline needs a lock, and whatever arrived while it worked
/// is handled in one turn.
public final class MessagePipeline: CarrierEvents {
    private let mailbox = Mailbox<PipelineInput>()
    private let store: any PipelineStore
    private let routes: RoutesInForce
    private let clock: any Clock
    private let observer: any PipelineObserver
    private let driver: PipelineDriver
    private let stopped = OneTimeSignal()

    /// Creates a pipeline that does nothing yet.
    ///
    /// - Parameters:
    ///   - store: the messages.
    ///   - routes: what acceptance asks; every change of the routes is put there first.
    ///   - clock: the time.
    ///   - configuration: sizes and policies.
    ///   - observer: receives figures and faults.
    ///   - notify: delivers notifications, which are durable by then; must return quickly.
    public init(
        store: any PipelineStore,
        routes: RoutesInForce = RoutesInForce(),
        clock: any Clock,
        configuration: PipelineConfiguration,
        observer: any PipelineObserver,
        notify: @escaping @Sendable ([Notification]) -> Void
    ) {
        self.store = store
        self.routes = routes
        self.clock = clock
        self.observer = observer
        driver = PipelineDriver(
            store: store,
            clock: clock,
            configuration: configuration,
            observer: observer,
            notify: notify,
            mailbox: mailbox
        )
    }

    /// Starts the pipeline's thread and the carriers, and works for the projects.
    public func start(
        carriers: [any Carrier],
        routes: StoredRoutes,
        settings: [CarrierSettings],
        projects: ProjectSet = .all
    ) async throws(ServiceError) {
        update(routes: routes, settings: settings)
        try await acquire(projects)
        let (driver, stopped) = (driver, stopped)
        do throws(WorkerThreadError) {
            try WorkerThread("pipeline") {
                driver.run()
                stopped.raise()
            }
        } catch {
            throw .unavailable(error.description)
        }
        for carrier in carriers { attach(carrier) }
    }

    // MARK: Projects

    /// Takes over projects with the unfinished messages of their earlier owner.
    ///
    /// Their unanswered hand-offs are in doubt from then on, so the earlier owner must have
    /// stopped.
    public func acquire(_ projects: ProjectSet) async throws(ServiceError) {
        let inDoubt = try await store.markHandOffsInDoubt(of: projects, at: clock.now)
        observer.observe(.foundInDoubt(inDoubt))
        let backlog = try await store.projectsWithOutbox().filter { projects.contains($0) }
        send(.acquired(projects, backlog: backlog))
    }

    /// Reads the outbox again, where messages may be that were not announced.
    public func rereadOutbox() async throws(ServiceError) {
        send(.acquired(.none, backlog: try await store.projectsWithOutbox()))
    }

    /// Gives projects up: their waiting messages stay in the outbox, their hand-offs are finished.
    public func lose(_ projects: ProjectSet) { send(.lost(projects)) }

    // MARK: Messages

    /// Adds messages that are stored in the outbox.
    public func enqueue(_ messages: [QueuedMessage]) { send(.queued(messages)) }

    /// Drops a message that was cancelled in the outbox.
    public func cancel(_ message: MessageKey) { send(.cancelled(message)) }

    // MARK: Carriers

    /// Applies changed routes and carrier settings.
    public func update(routes: StoredRoutes, settings: [CarrierSettings]) {
        self.routes.replace(by: routes.valid)
        send(.routing(routes, settings))
    }

    /// Puts a carrier into service, also while messages flow.
    public func attach(_ carrier: any Carrier) {
        mailbox.send(.attach(carrier))
        carrier.start(reportingTo: self)
    }

    /// Takes a carrier out of service: its unanswered submissions are in doubt, and the messages
    /// that wait for it take another route or wait for one.
    ///
    /// One that is attached again under the same name is only stopped; others are forgotten.
    public func detach(_ carrier: any Carrier, forgets: Bool) async {
        mailbox.send(.detach(carrier.id))
        await carrier.stop()
        if forgets { send(.forgotten(carrier.id)) }
    }

    /// Stops handing off, waits until the carriers' answers are stored, and ends the thread.
    public func stop(carriers: [any Carrier]) async {
        let rested = OneTimeSignal()
        mailbox.send(.rest(rested))
        await rested.wait()
        for carrier in carriers { await carrier.stop() }
        send(.stop)
        await stopped.wait()
    }

    private func send(_ event: PipelineEvent) { mailbox.send(.event(event)) }

    // MARK: Reports of carriers

    /// The carrier answered submissions.
    public func submitted(_ results: [SubmitResult], by carrier: CarrierID) {
        send(.submitted(results, carrier))
    }

    /// Delivery receipts came in.
    public func received(
        _ receipts: [CarrierReceipt],
        from carrier: CarrierID,
        acknowledge: @escaping @Sendable () -> Void
    ) {
        mailbox.send(.receipts(receipts, carrier, acknowledge: acknowledge))
    }

    /// Inbound messages came in.
    public func received(
        _ messages: [InboundMessage],
        from carrier: CarrierID,
        acknowledge: @escaping @Sendable () -> Void
    ) {
        mailbox.send(.inbound(messages, carrier, acknowledge: acknowledge))
    }

    /// The carrier became able or unable to accept messages.
    public func changed(_ carrier: CarrierID, to state: CarrierState) {
        send(.carrier(carrier, state))
    }
}
