import AccountsModel
import AudienceModel
import Essentials

/// The thread that applies the ingest log: runs an ``Applier`` with a mailbox, clock and store.
final class ApplyThread: @unchecked Sendable {
    // Safe to share: all state is touched only by the thread that calls `run()`, once.
    private let context: AudienceContext
    private let mailbox: Mailbox<ApplyEvent>
    private let backlog: Backlog
    private var applier: Applier
    private var actions: [ApplyAction] = []
    private var wakeAt: Timestamp?
    /// How far the clock was moved when it was last read.
    private var clockMoved: Duration

    /// The longest wait for events, after which the backlog is reported again.
    private static let longestWait = Duration.seconds(1)

    init(
        _ context: AudienceContext,
        mailbox: Mailbox<ApplyEvent>,
        backlog: Backlog,
        projects: ProjectSet
    ) {
        self.context = context
        clockMoved = context.clock.reading.moved
        self.mailbox = mailbox
        self.backlog = backlog
        applier = Applier(
            batchLimit: context.configuration.itemsPerTransaction,
            owned: projects
        )
    }

    /// Runs until it is stopped and everything that it accepted is stored.
    func run() {
        while true {
            let now = time()
            let wait = wakeAt.map { max($0 - now, .zero) } ?? Self.longestWait
            guard let events = mailbox.takeAll(waitingAtMost: min(wait, Self.longestWait)) else {
                return
            }
            turn(events)
            backlog.report(to: context.observer)
            if applier.isFinished { return mailbox.close() }
        }
    }

    private func turn(_ events: [ApplyEvent]) {
        for event in events { receive(event) }
        let now = time()
        if let due = wakeAt, due <= now {
            wakeAt = nil
            receive(.woken)
        }
        repeat {
            applier.advance(at: time(), into: &actions)
            let batch = actions
            actions = []
            for action in batch { perform(action) }
        } while !actions.isEmpty
    }

    /// The time; retries follow a clock that was moved.
    private func time() -> Timestamp {
        let reading = context.clock.reading
        if reading.moved != clockMoved {
            let step = reading.moved - clockMoved
            applier.clockMoved(by: step)
            wakeAt = wakeAt.map { $0 + step }
            clockMoved = reading.moved
        }
        return reading.now
    }

    private func receive(_ event: ApplyEvent) {
        applier.receive(event, at: time(), into: &actions)
    }
}

// MARK: Actions

extension ApplyThread {
    private func perform(_ action: ApplyAction) {
        switch action {
        case .load(let project): load(project)
        case .plan(let project, let batch): plan(batch, of: project)
        case .readEvents(let project, let numbers): readEvents(numbers, of: project)
        case .store(let project, let changes): store(changes, of: project)
        case .index(let project, let plan): context.directory.known(project)?.index(plan)
        case .adopt(let entry):
            backlog.adopt(entry.project, items: entry.itemsCount, bytes: entry.bytesCount)
            context.directory.known(entry.project)?.expect(entry)
        case .release(let project, let entries):
            let audience = context.directory.known(project)
            for entry in entries {
                backlog.remove(project, items: entry.itemsCount, bytes: entry.bytesCount)
                audience?.release(entry)
            }
        case .answer(let waiters): for waiter in waiters { waiter.answer() }
        case .count(let figures): context.observer.applied(figures)
        case .report(let what, let error): context.observer.failed(what, error)
        case .wake(let due): wakeAt = wakeAt.map { min($0, due) } ?? due
        }
    }

    private func plan(_ batch: ApplyBatch, of project: ProjectID) {
        // The sender of a project's events has created its audience in the directory.
        guard let audience = context.directory.known(project) else {
            return receive(.unplanned(project))
        }
        do throws(UnreadableContact) {
            let event = try audience.plan(
                batch,
                at: context.clock.now,
                ids: context.ids,
                limit: context.configuration.itemsPerTransaction
            )
            if case .planned(_, let plan) = event { plan.unreadable.forEach(report) }
            receive(event)
        } catch {
            report(error)
            receive(.unplanned(project))
        }
    }

    private func report(_ error: UnreadableContact) {
        context.observer.failed("apply log", .internalFault(error.description))
    }

    private func load(_ project: ProjectID) {
        guard let audience = context.directory.known(project) else {
            return receive(.loaded(project, succeeded: false))
        }
        let (context, mailbox) = (context, mailbox)
        Task {
            do throws(ServiceError) {
                let loader = AudienceLoader(
                    context.store,
                    context.clock,
                    audience,
                    report: context.observer.failed
                )
                let figures = try await loader.load()
                context.observer.loaded(project, figures)
                audience.becomeReady()
                mailbox.send(.loaded(project, succeeded: true))
            } catch {
                context.observer.failed("load audience", error)
                audience.fail(error)
                mailbox.send(.loaded(project, succeeded: false))
            }
        }
    }

    private func readEvents(_ numbers: [Int64], of project: ProjectID) {
        let (context, mailbox) = (context, mailbox)
        Task {
            do throws(ServiceError) {
                let events = try await context.store.events(numbers, of: project)
                mailbox.send(.eventsRead(project, events))
            } catch {
                context.observer.failed("read events", error)
                mailbox.send(.eventsRead(project, nil))
            }
        }
    }

    private func store(_ changes: AudienceChanges, of project: ProjectID) {
        let (context, mailbox) = (context, mailbox)
        Task {
            do throws(ServiceError) {
                try await context.store.apply(changes)
                mailbox.send(.stored(project, succeeded: true))
            } catch {
                context.observer.failed("store audience", error)
                mailbox.send(.stored(project, succeeded: false))
            }
        }
    }
}
