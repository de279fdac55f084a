import AccountsModel
import Essentials
import MemoryPorts
import MessagingModel

/// A node, its store, two carriers, webhook endpoints and clients under a virtual clock.
///
/// The node runs the real `Pipeline`, `NotificationQueue` and `Applier`. Everything around them is
/// simulated, decided by one seed, and fails in every way that ``Fault`` names. After every step
/// the promises are checked; at the end, when nothing moves any more, all of them.
///
/// The same seed leads to the same world, in any process that has `SWIFT_DETERMINISTIC_HASHING`.
public final class SimulatedWorld {
    let mutation: Mutation?
    let clock: ManualClock
    /// What the machine's clock shows, and what the node makes of it.
    let machine: SimulatedMachine
    let ids: IDSource
    var random: SeededGenerator
    var plan: FaultPlan
    var result: SimulationResult
    private var agenda = Agenda()
    /// Until when each fault is in effect.
    private var effects = Array(repeating: Timestamp(seconds: 0), count: Fault.allCases.count)

    let store: SimulatedStore
    private(set) var node: SimulatedNode?
    private var isQuiet = false
    private var marksCount = 0
    private var startsCount = 0
    private(set) var carriers: [SimulatedCarrier] = []
    private(set) var endpoints: [ObjectID: SimulatedEndpoint] = [:]
    private(set) var clients: [MessageClient] = []
    private(set) var ingestClients: [IngestClient] = []
    var checks = MessageChecks()
    var audienceChecks = AudienceChecks()

    /// Creates the world of a seed.
    public init(seed: UInt64, mutation: Mutation? = nil) {
        self.mutation = mutation
        random = SeededGenerator(seed: seed)
        plan = FaultPlan(using: &random)
        result = SimulationResult(seed: seed)
        clock = ManualClock()
        machine = SimulatedMachine(clock)
        ids = IDSource(clock: machine, process: seed)
        store = SimulatedStore(ids: ids)
        store.messages.clock = machine
        carriers = [
            SimulatedCarrier(CarrierID("first"), namesMessages: true),
            SimulatedCarrier(CarrierID("second"), namesMessages: false),
        ]
        for number in 1...3 { addProject(number) }
    }

    private func addProject(_ number: Int) {
        let client = MessageClient(number: number, token: ids.next())
        clients.append(client)
        endpoints[client.token] = SimulatedEndpoint()
        store.messages.addCallback(of: client.token)
        store.messages.topUp(client.organization, by: client.budget, at: now)
        checks.begin(client, budget: client.budget)
        let source = store.audience.add(
            DataSource(
                id: ids.next(),
                project: client.project,
                organization: client.organization,
                profile: DataSourceProfile(name: "CRM"),
                createdAt: now
            )
        )
        ingestClients.append(IngestClient(project: client.project, source: source))
    }

    /// Lets everything happen, and returns what came of it.
    public func run() -> SimulationResult {
        startNode()
        for client in clients { client.begin(in: self) }
        for client in ingestClients { client.begin(in: self) }
        for _ in 0..<2 {
            after(delay(1_000_000...60_000_000)) { self.killNode() }
        }
        after(.seconds(60)) { self.lookForQuiet() }
        after(delay(1_000_000...20_000_000)) { self.disturbClock() }
        let end = now + Self.longestLife
        while result.violations.isEmpty, !isQuiet, let next = agenda.next(), next.at <= end {
            clock.advance(by: max(next.at - now, .zero))
            result.stepsCount += 1
            next.step()
        }
        if result.violations.isEmpty { checkEnd() }
        return result
    }

    /// Nothing moves any more once all messages are final and everybody was notified.
    private func lookForQuiet() {
        isQuiet =
            node != nil && clients.allSatisfy(\.isDone) && ingestClients.allSatisfy(\.isDone)
            && store.isQuiet
            && carriers.allSatisfy(\.isQuiet)
        after(.seconds(60)) { self.lookForQuiet() }
    }

    /// Long enough for every message to expire and every webhook to be given up.
    private static let longestLife = Duration.seconds(3 * 3600)

    /// The time by a clock that never jumps.
    var now: Timestamp { clock.now }

    /// The time of the node.
    var time: Timestamp { machine.now }

    func violate(_ promise: String) { result.violations.append("\(promise) (at \(now))") }

    /// A number that grows with every call.
    func stepNumber() -> Int {
        marksCount += 1
        return marksCount
    }

    // MARK: Time and chance

    func after(_ delay: Duration, _ step: @escaping () -> Void) { at(now + delay, step) }

    func at(_ moment: Timestamp, _ step: @escaping () -> Void) {
        agenda.add(at: max(moment, now), step)
    }

    /// A delay between two numbers of microseconds, small ones more often.
    func delay(_ range: ClosedRange<Int>) -> Duration {
        let share = Double.random(in: 0...1, using: &random)
        let length = Double(range.upperBound - range.lowerBound) * share * share * share
        return .microseconds(range.lowerBound + Int(length))
    }

    // MARK: Faults

    /// Whether a fault strikes now; it is then in effect for the duration.
    func strikes(_ fault: Fault, lasting duration: Duration) -> Bool {
        guard plan.strikes(fault, using: &random) else { return false }
        begin(fault, lasting: duration)
        return true
    }

    func begin(_ fault: Fault, lasting duration: Duration) {
        result.coverage.happened(fault)
        effects[fault.rawValue] = max(effects[fault.rawValue], now + duration)
    }

    /// Perhaps the disk is full for a while.
    func fillDisk() {
        guard !isInEffect(.fullDisk), Int.random(in: 0..<10, using: &random) == 0 else { return }
        let duration = delay(100_000...4_000_000)
        _ = strikes(.fullDisk, lasting: duration)
    }

    func isInEffect(_ fault: Fault) -> Bool { effects[fault.rawValue] > now }

    /// Notes that a transaction was committed.
    func committed(_ steps: Set<DurableStep>) {
        for fault in Fault.allCases where isInEffect(fault) { met(fault, steps) }
    }

    /// Notes that a fault met a transaction.
    func met(_ fault: Fault, _ steps: Set<DurableStep>) {
        for step in steps { result.coverage.met(fault, step) }
    }

    /// Whether the process dies at this commit, and on which side of it.
    func crash(at steps: Set<DurableStep>) -> FaultPlan.Crash? {
        let index = plan.crashes.firstIndex { crash in
            steps.contains(crash.step)
                && store.commitsCount[crash.step, default: 0] + 1
                    >= crash.occurrence
        }
        return index.map { plan.crashes.remove(at: $0) }
    }

    // MARK: The node's life

    /// The process dies: what it held in memory is gone.
    func crash(losing lost: [Set<DurableStep>], leaving unanswered: [Set<DurableStep>]) {
        result.crashesCount += 1
        for (fault, transactions) in [
            (Fault.crashBeforeCommit, lost), (Fault.crashAfterCommit, unanswered),
        ] where !transactions.isEmpty {
            result.coverage.happened(fault)
            for steps in transactions { met(fault, steps) }
        }
        node = nil
        store.nodeDied()
        for carrier in carriers { carrier.nodeDied() }
        after(delay(100_000...5_000_000)) { self.startNode() }
    }

    /// The process dies between two steps, with whatever waits for its commit.
    private func killNode() {
        guard node != nil else { return after(.seconds(2)) { self.killNode() } }
        crash(losing: store.waitingSteps, leaving: [])
    }

    private func startNode() {
        startsCount += 1
        let node = SimulatedNode(number: startsCount, in: self)
        self.node = node
        node.start()
        for carrier in carriers { carrier.connect(to: node, in: self) }
    }
}
