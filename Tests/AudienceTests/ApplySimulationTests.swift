import AccountsModel
import Attributes
import AudienceModel
import Essentials
import MemoryPorts
import Testing

@testable import Audience

/// The applier on a virtual clock and a store in memory that fails now and then.
@Suite struct ApplySimulationTests {
    @Test(arguments: 1...40 as ClosedRange<UInt64>)
    func `every entry is applied once, in its order, whatever fails`(seed: UInt64) async throws {
        var simulation = try await ApplySimulation(seed: seed)
        for _ in 0..<60 { try await simulation.step() }
        await simulation.settle()
        let stored = try await simulation.stored()
        #expect(stored == simulation.expected, "seed \(seed)")
        #expect(simulation.inMemory() == simulation.expected, "seed \(seed)")
        #expect(simulation.answered == simulation.waiting, "seed \(seed)")
    }
}

/// One project whose contacts are counted up, by calls of this process and of another one.
private struct ApplySimulation {
    private let store = MemoryAudienceStore()
    private let clock = ManualClock()
    private let ids: IDSource
    private let audience: ProjectAudience
    private let source: DataSource
    private let project = ProjectID(7)
    private var generator: SeededGenerator
    private var applier = Applier(batchLimit: 4, owned: .all)
    /// Answers of the store that are on their way.
    private var answers: [ApplyEvent] = []
    private var wakeAt: Timestamp?
    private var count: Int64 = 0
    /// What each contact should come to.
    private(set) var expected: [String: Int64] = [:]
    private(set) var waiting = 0
    private let answeredCount = Locked(0)
    var answered: Int { answeredCount.withLock { $0 } }

    init(seed: UInt64) async throws {
        generator = SeededGenerator(seed: seed)
        ids = IDSource(clock: clock, process: seed)
        source = store.add(
            DataSource(
                id: ids.next(),
                project: project,
                organization: OrganizationID(1),
                profile: DataSourceProfile(name: "CRM"),
                createdAt: clock.now
            )
        )
        let directory = AudienceDirectory(
            store: store,
            salt: Array(1...32),
            limits: AttributeLimits.standard
        )
        audience = try await directory.audience(of: project)
    }

    /// Something happens: a call, a read of the log, an answer, a failure, or time passes.
    mutating func step() async throws {
        switch Int.random(in: 0..<10, using: &generator) {
        case 0...3: try await append()
        case 4: await turn([.found(store.log)])
        case 5...6: await deliver()
        case 7: store.failNext(Int.random(in: 1...2, using: &generator))
        case 8: store.loseNextAnswer()
        default: await pass(.milliseconds(Int64.random(in: 1...600, using: &generator)))
        }
    }

    /// Lets everything come to rest, with a store that works.
    mutating func settle() async {
        store.heal()
        for _ in 0..<200 {
            await deliver()
            await pass(.milliseconds(600))
            await turn([.found(store.log)])
        }
    }

    private mutating func append() async throws {
        count += 1
        let userID = "U\(Int.random(in: 0..<5, using: &generator))"
        let item = LogItem.contact(
            userID: userID,
            [LogItem.Assignment(attribute: "visits", value: .integer(count))]
        )
        clock.advance(by: .milliseconds(1))
        let row = IngestEntry(
            id: ids.next(),
            project: project,
            dataSource: source.id,
            itemsCount: 1,
            acceptedAt: clock.now,
            payload: LogItem.encode([item])
        )
        do throws(ServiceError) {
            try await store.take(IngestIntake(entry: row))
        } catch {
            // It may be in the log all the same, and then it comes before what is accepted later.
            if store.log.contains(row) { expected[userID] = count }
            return await turn([.found(store.log)])
        }
        expected[userID] = count
        waiting += 1
        let answered = answeredCount
        let waiter = Waiter { answered.withLock { $0 += 1 } }
        await turn([.accepted(LogEntry(row, items: [item]), waiter)])
    }

    private mutating func deliver() async {
        let answers = answers
        self.answers = []
        await turn(answers)
    }

    private mutating func pass(_ time: Duration) async {
        clock.advance(by: time)
        guard let due = wakeAt, due <= clock.now else { return }
        wakeAt = nil
        await turn([.woken])
    }

    private mutating func turn(_ events: [ApplyEvent]) async {
        var actions: [ApplyAction] = []
        for event in events { applier.receive(event, at: clock.now, into: &actions) }
        repeat {
            applier.advance(at: clock.now, into: &actions)
            let started = actions
            actions = []
            for action in started {
                if let event = await perform(action) {
                    applier.receive(event, at: clock.now, into: &actions)
                }
            }
        } while !actions.isEmpty
    }

    private mutating func perform(_ action: ApplyAction) async -> ApplyEvent? {
        switch action {
        case .load:
            answers.append(.loaded(project, succeeded: await load()))
        case .plan(_, let batch):
            do throws(UnreadableContact) {
                return try audience.plan(batch, at: clock.now, ids: ids, limit: 4)
            } catch {
                return .unplanned(project)
            }
        case .store(_, let changes):
            do throws(ServiceError) {
                try await store.apply(changes)
                answers.append(.stored(project, succeeded: true))
            } catch {
                answers.append(.stored(project, succeeded: false))
            }
        case .index(_, let plan): audience.index(plan)
        case .answer(let waiters): for waiter in waiters { waiter.answer() }
        case .wake(let due): wakeAt = wakeAt.map { min($0, due) } ?? due
        case .readEvents, .adopt, .release, .count, .report: break
        }
        return nil
    }

    private func load() async -> Bool {
        do throws(ServiceError) {
            _ = try await AudienceLoader(store, clock, audience, report: { _, _ in }).load()
            audience.becomeReady()
            return true
        } catch {
            return false
        }
    }

    // MARK: What came of it

    /// The contacts of the store.
    func stored() async throws -> [String: Int64] {
        let rows = try await store.sourceContacts(of: project, after: 0, limit: 100)
        var found: [String: Int64] = [:]
        for row in rows { found[row.userID] = try Self.visits(row.contact()) }
        #expect(store.log.isEmpty)
        return found
    }

    /// The contacts of the memory.
    func inMemory() -> [String: Int64] {
        audience.memory.withReadLock { memory in
            var found: [String: Int64] = [:]
            for number in 1..<memory.contacts.next {
                guard let record = memory.contacts.record(number),
                    let contact = try? record.contact()
                else { continue }
                found[record.userID] = Self.visits(contact)
            }
            return found
        }
    }

    private static func visits(_ contact: StoredContact) -> Int64 {
        guard case .integer(let count)? = contact["visits"] else { return 0 }
        return count
    }
}
