import AccountsModel
import Attributes
import AudienceModel
import Essentials
import MemoryPorts

@testable import Audience

/// The audience in one life of the process: the real `Applier` over audiences in memory.
final class SimulatedApplier {
    private unowned let world: SimulatedWorld
    private unowned let node: SimulatedNode
    private let directory: AudienceDirectory
    private var applier: Applier
    private var events: [ApplyEvent] = []
    private var turnAt: Timestamp?

    /// Items in one transaction at most, so that batches are cut.
    private static let batchLimit = 30

    init(_ node: SimulatedNode, in world: SimulatedWorld) {
        self.world = world
        self.node = node
        directory = AudienceDirectory(
            store: world.store.audience,
            salt: Array(1...32),
            limits: AttributeLimits.standard
        )
        applier = Applier(batchLimit: Self.batchLimit, owned: .all)
    }

    /// Takes over what an earlier life left in the log.
    func start() {
        for client in world.ingestClients { _ = audience(of: client.project) }
        send(.found(world.store.audience.log))
    }

    /// Takes an entry that is durable.
    func accept(_ row: IngestEntry, _ items: [LogItem]) {
        send(.accepted(LogEntry(row, items: items), nil))
    }

    func clockMoved(by step: Duration) { applier.clockMoved(by: step) }

    private func audience(of project: ProjectID) -> ProjectAudience? {
        let directory = directory
        return immediately { () async throws(ServiceError) in
            try await directory.audience(of: project)
        }
    }

    // MARK: Turns

    private func send(_ event: ApplyEvent) {
        events.append(event)
        turn(after: world.delay(0...1_000))
    }

    private func turn(after delay: Duration) {
        let due = world.now + delay
        if let planned = turnAt, planned <= due { return }
        turnAt = due
        node.after(delay) {
            guard self.turnAt == due else { return }
            self.turnAt = nil
            self.turn()
        }
    }

    private func turn() {
        var actions: [ApplyAction] = []
        let taken = events
        events = []
        for event in taken { applier.receive(event, at: world.time, into: &actions) }
        repeat {
            applier.advance(at: world.time, into: &actions)
            let started = actions
            actions = []
            for action in started {
                guard let event = perform(action) else { continue }
                applier.receive(event, at: world.time, into: &actions)
            }
        } while !actions.isEmpty
    }

    private func perform(_ action: ApplyAction) -> ApplyEvent? {
        switch action {
        case .load(let project): load(project)
        case .plan(let project, let batch): return plan(batch, of: project)
        case .readEvents(let project, let numbers): readEvents(numbers, of: project)
        case .store(let project, let changes): store(changes, of: project)
        case .index(let project, let plan): directory.known(project)?.index(plan)
        case .wake(let due):
            node.after(max(due - world.time, .milliseconds(1))) { self.send(.woken) }
        case .report(let what, let error): world.violate("the applier cannot \(what): \(error)")
        case .adopt, .release, .answer, .count: break
        }
        return nil
    }

    // MARK: What takes time

    private func load(_ project: ProjectID) {
        node.after(world.delay(500...20_000)) { [self] in
            guard let audience = audience(of: project) else {
                return send(.loaded(project, succeeded: false))
            }
            let (store, clock) = (world.store.audience, world.machine)
            let executor = InlineExecutor()
            let loader = AudienceLoader(store, clock, audience, on: executor) { _, _ in }
            let figures = immediately(on: executor) { () async throws(ServiceError) in
                try await loader.load()
            }
            if figures != nil { audience.becomeReady() }
            send(.loaded(project, succeeded: figures != nil))
        }
    }

    private func plan(_ batch: ApplyBatch, of project: ProjectID) -> ApplyEvent {
        guard let audience = directory.known(project) else { return .unplanned(project) }
        do throws(UnreadableContact) {
            return try audience.plan(
                batch,
                at: world.time,
                ids: world.ids,
                limit: Self.batchLimit
            )
        } catch {
            world.violate("a contact cannot be read: \(error)")
            return .unplanned(project)
        }
    }

    private func readEvents(_ numbers: [Int64], of project: ProjectID) {
        node.after(world.delay(100...2_000)) { [self] in
            let store = world.store.audience
            send(
                .eventsRead(
                    project,
                    immediately { () async throws(ServiceError) in
                        try await store.events(numbers, of: project)
                    }
                )
            )
        }
    }

    private func store(_ changes: AudienceChanges, of project: ProjectID) {
        let store = world.store
        store.write([.apply], in: world) { [world] in
            store.apply(changes, in: world)
        } answer: { error in
            self.send(.stored(project, succeeded: error == nil))
        }
    }
}
