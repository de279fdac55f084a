import AccountsModel
import Essentials
import MemoryPorts
import MessageDispatch
import MessagingModel
import NotificationScheduling

/// One life of the process: everything in it is lost when it dies.
///
/// It does what the drivers do: collects events, lets a machine take a turn, and carries out the
/// actions. A step that belongs to an earlier life never reaches it.
final class SimulatedNode {
    /// Counts the lives.
    let number: Int
    unowned let world: SimulatedWorld
    private var pipeline: Pipeline
    private var pipelineEvents: [PipelineEvent] = []
    private var pipelineTurnAt: Timestamp?
    private var queue: NotificationQueue
    private var queueEvents: [NotificationEvent] = []
    private var queueStepAt: Timestamp?
    private var acknowledgements: [ReceptionTicket: () -> Void] = [:]
    private var ticketsCount = 0
    private(set) lazy var applier = SimulatedApplier(self, in: world)

    init(number: Int, in world: SimulatedWorld) {
        self.number = number
        self.world = world
        let seed = world.random.next()
        world.machine.restart()
        pipeline = Pipeline(.simulated(seed: seed), at: world.time)
        queue = NotificationQueue(
            configuration: .simulated,
            seed: seed,
            now: world.time
        )
    }

    /// Takes over what an earlier life left.
    func start() {
        let routes = world.carriers.enumerated().map { index, carrier in
            Route(id: ObjectID(high: UInt64(index), low: 0), carrier: carrier.id)
        }
        send(.routing(StoredRoutes(routes), world.carriers.map(\.settings)))
        if world.mutation == .forgetInDoubt {
            world.store.messages.returnHandOffs(at: world.time)
        } else {
            _ = world.store.messages.markHandOffsInDoubt(of: .all, at: world.time)
        }
        world.store.followMessages(in: world)
        send(.acquired(.all, backlog: world.store.messages.projectsWithOutbox))
        queueEvents.append(.acquired(.all))
        stepQueue(after: .zero)
        applier.start()
        watchClock()
    }

    // MARK: Time

    /// Does what the server's `ClockWatch` does.
    private func watchClock() {
        switch world.machine.look(world.mutation) {
        case .steady, .jumped: break
        case .stayed(let step) where step > .zero:
            world.store.moveDeadlines(by: step, to: world.time + step)
            follow(step)
        case .stayed(let step):
            follow(step)
            world.store.moveDeadlines(by: step, to: world.time)
        }
        after(.milliseconds(500)) { self.watchClock() }
    }

    private func follow(_ step: Duration) {
        world.machine.follow(step)
        world.checks.clockMoved(in: world)
        guard world.mutation != .keepDeadlines else { return }
        pipeline.clockMoved(by: step, at: world.time)
        queue.clockMoved(by: step)
        applier.clockMoved(by: step)
    }

    /// Lets a step happen later, unless the process has died by then.
    func after(_ delay: Duration, _ step: @escaping () -> Void) {
        let (world, number) = (world, number)
        world.after(delay) {
            guard world.node?.number == number else { return }
            step()
        }
    }

    // MARK: The pipeline

    func send(_ event: PipelineEvent) {
        pipelineEvents.append(event)
        turnPipeline(after: world.delay(0...1_000))
    }

    func receive(
        _ receipts: [CarrierReceipt],
        from carrier: CarrierID,
        acknowledge: @escaping () -> Void
    ) {
        ticketsCount += 1
        acknowledgements[ReceptionTicket(ticketsCount)] = acknowledge
        send(.receipts(receipts, carrier, ticket: ReceptionTicket(ticketsCount)))
    }

    private func turnPipeline(after delay: Duration) {
        let due = world.now + delay
        if let planned = pipelineTurnAt, planned <= due { return }
        pipelineTurnAt = due
        after(delay) {
            guard self.pipelineTurnAt == due else { return }
            self.pipelineTurnAt = nil
            self.turnPipeline()
        }
    }

    private func turnPipeline() {
        let events = pipelineEvents
        pipelineEvents = []
        let turn = pipeline.turn(events, at: world.time)
        for action in turn.actions { carryOut(action) }
        guard let wakeAt = turn.wakeAt, world.mutation != .dropDeadline else { return }
        turnPipeline(after: max(wakeAt - world.time, .milliseconds(1)))
    }

    private func carryOut(_ action: PipelineAction) {
        switch action {
        case .apply(let batch): apply(batch)
        case .submit(let submissions, let carrier): submit(submissions, to: carrier)
        case .acknowledge(let ticket): acknowledgements.removeValue(forKey: ticket)?()
        case .notify(let notifications): send(.queued(notifications))
        case .readOutbox(let project, let limit):
            read { world in
                world.store.messages.outbox(of: project, limit: limit)
            } then: {
                .outbox(project, $0, limit: limit)
            }
        case .findDue(let now, let since, let limit):
            read { world in
                DueMessages(
                    scheduled: world.store.messages.due(at: now, limit: limit),
                    overdue: world.store.messages.overdue(at: now, limit: limit),
                    inDoubt: world.store.messages.inDoubt(since: since, limit: limit)
                )
            } then: {
                .found($0)
            }
        case .report(.dropped(let change)): world.violate("the pipeline dropped \(change)")
        case .tidy, .report, .rested, .stopped: break
        }
    }

    private func apply(_ batch: PipelineBatch) {
        for case .finish(let finish) in batch.changes where finish.status == .expired {
            world.checks.expired(finish.key, in: world)
        }
        var effects: [ChangeEffect] = []
        let store = world.store
        store.write(batch.steps, in: world) { [world] in
            effects = store.messages.apply(batch.changes, world.mutation)
        } answer: { error in
            self.send(.applied(batch, error.map { .failure($0) } ?? .success(effects)))
        }
    }

    private func submit(_ submissions: [Submission], to carrier: CarrierID) {
        guard let carrier = world.carriers.first(where: { $0.id == carrier }) else { return }
        for submission in submissions { carrier.submit(submission, from: self) }
    }

    /// Reads what is durable, some time from now; the event says what was found.
    private func read<Value>(
        _ body: @escaping (SimulatedWorld) -> Value,
        then event: @escaping (Result<Value, ServiceError>) -> PipelineEvent
    ) {
        after(world.delay(100...2_000)) { [world] in
            let fails = world.isInEffect(.fullDisk) && Bool.random(using: &world.random)
            self.send(event(fails ? .failure(.unavailable("busy")) : .success(body(world))))
        }
    }

    // MARK: Notifications

    private func send(_ event: NotificationEvent) {
        queueEvents.append(event)
        stepQueue(after: world.delay(0...1_000))
    }

    private func stepQueue(after delay: Duration) {
        let due = world.now + delay
        if let planned = queueStepAt, planned <= due { return }
        queueStepAt = due
        after(delay) {
            guard self.queueStepAt == due else { return }
            self.queueStepAt = nil
            self.stepQueue()
        }
    }

    private func stepQueue() {
        let events = queueEvents
        queueEvents = []
        for action in queue.step(events, now: world.time) { carryOut(action) }
        guard let wakeAt = queue.nextWake else { return }
        stepQueue(after: max(wakeAt - world.time, .milliseconds(1)))
    }

    private func carryOut(_ action: NotificationAction) {
        switch action {
        case .send(let notifications):
            for notification in notifications {
                world.endpoints[notification.token]?.call(notification, from: self) {
                    self.send(.answered([NotificationAnswer(id: notification.id, result: $0)]))
                }
            }
        case .record(let settlements): record(settlements)
        case .search:
            read {
                $0.store.notifications.endpoints
            } then: {
                .found($0)
            }
        case .readPage(let endpoint, let after, let limit):
            read {
                $0.store.notifications.page(of: endpoint, after: after, limit: limit)
            } then: {
                .pageRead(endpoint, $0)
            }
        case .read(let endpoint, let ids):
            read {
                $0.store.notifications.notifications(ids, of: endpoint)
            } then: {
                .read(endpoint, ids, $0)
            }
        case .note: send(.noted)
        case .breakerChanged, .finished, .endpointFails, .endpointWorks: break
        }
    }

    private func record(_ settlements: [NotificationSettlement]) {
        let store = world.store
        store.write([.outcome], in: world) { [world] in
            guard world.mutation != .loseWebhookOutcome else {
                return store.notifications.loseOutcomes(settlements)
            }
            for settlement in settlements { store.notifications.record(settlement) }
        } answer: { error in
            self.send(.recorded(succeeded: error == nil))
        }
    }

    private func read<Value>(
        _ body: @escaping (SimulatedWorld) -> Value,
        then event: @escaping (Value?) -> NotificationEvent
    ) {
        after(world.delay(100...2_000)) { [world] in
            let fails = world.isInEffect(.fullDisk) && Bool.random(using: &world.random)
            self.send(event(fails ? nil : body(world)))
        }
    }
}
