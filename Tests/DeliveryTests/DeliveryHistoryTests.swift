import Delivery
import Essentials
import Testing

/// Random histories of the machine beside a store and endpoints that misbehave.
@Suite struct DeliveryHistoryTests {
    @Test(arguments: 0..<60 as Range<UInt64>)
    func `nothing is lost, doubled or out of order, and bounds hold`(seed: UInt64) {
        var world = DeliveryWorld(seed: seed)
        for _ in 0..<400 { world.step() }
        world.settleDown()
        #expect(world.faults == [], "seed \(seed)")
        #expect(world.isSettled, "seed \(seed)")
    }
}

/// A store, endpoints and a machine between them.
struct DeliveryWorld {
    private struct Row {
        var ticket: Ticket
        let endpoint: Int
    }

    private struct Load {
        let endpoint: Int
        let limit: Int
        let rows: [Ticket]
    }

    private var machine: DeliveryMachine
    private var generator: SeededGenerator
    private let policy: DeliveryPolicy
    private var now = Timestamp(seconds: 1_780_000_000)
    private let endpointCount = 3
    private var rows: [ObjectID: Row] = [:]
    /// Rows whose transaction committed but that the machine has not heard of.
    private var unheard: [(ticket: Ticket, endpoint: Int)] = []
    private var unsettled: [Settlement] = []
    private var wanted: [(endpoint: Int, after: ObjectID?, limit: Int)] = []
    private var loads: [Load] = []
    private var inFlight: [Slot: Ticket] = [:]
    private var lastDelivered: [ObjectID: ObjectID] = [:]
    private var slotTickets: [Slot: ObjectID] = [:]
    private var isDown: Set<Int> = []
    private var nextID: UInt32 = 1
    private var ended: Set<ObjectID> = []
    private(set) var faults: [String] = []

    init(seed: UInt64) {
        generator = SeededGenerator(seed: seed)
        var policy = DeliveryPolicy()
        policy.mostHeld = Int.random(in: 4...40, using: &generator)
        policy.mostDelayed = Int.random(in: 4...40, using: &generator)
        policy.mostHeldInTotal = Int.random(in: 20...60, using: &generator)
        policy.fewestHeld = 2
        policy.largestPage = Int.random(in: 1...16, using: &generator)
        policy.largestWindow = Int.random(in: 1...12, using: &generator)
        policy.breaker.failuresToOpen = 4
        self.policy = policy
        machine = DeliveryMachine(policy: policy, seed: seed)
        for _ in 0..<endpointCount { _ = machine.addEndpoint(storeHoldsMore: true, now: now) }
        act()
    }

    var isSettled: Bool { rows.isEmpty && machine.inFlight == 0 }

    mutating func step() {
        switch Int.random(in: 0..<20, using: &generator) {
        case 0..<6: commit()
        case 6..<9: hear()
        case 9..<13: answer()
        case 13..<15: record()
        case 15: read()
        case 16: deliverPage()
        case 17: pass(.seconds(Int.random(in: 1...60, using: &generator)))
        case 18: toggle()
        default: replay()
        }
        act()
    }

    /// Lets everything end well.
    mutating func settleDown() {
        isDown = []
        for _ in 0..<3000 where !isSettled || !unheard.isEmpty {
            hear()
            record()
            read()
            deliverPage()
            answer(failing: false)
            if inFlight.isEmpty, loads.isEmpty, wanted.isEmpty, unheard.isEmpty {
                pass(.seconds(30))
            }
            act()
        }
    }

    // MARK: What happens

    private mutating func commit() {
        for _ in 0..<Int.random(in: 1...6, using: &generator) {
            let endpoint = Int.random(in: 0..<endpointCount, using: &generator)
            let message = ObjectID(
                high: UInt64(endpoint),
                low: UInt32.random(in: 0..<12, using: &generator)
            )
            let ticket = Ticket(
                id: ObjectID(high: 1, low: nextID),
                message: message,
                dueAt: now,
                queuedAt: now
            )
            nextID += 1
            rows[ticket.id] = Row(ticket: ticket, endpoint: endpoint)
            unheard.append((ticket, endpoint))
        }
    }

    private mutating func hear() {
        guard !unheard.isEmpty else { return }
        let count = Int.random(in: 1...unheard.count, using: &generator)
        for (ticket, endpoint) in unheard.prefix(count) where rows[ticket.id] != nil {
            if let slot = machine.offer(ticket, to: endpoint, now: now) {
                slotTickets[slot] = ticket.id
            }
            act()
        }
        unheard.removeFirst(count)
    }

    private mutating func answer(failing: Bool = true) {
        for (slot, ticket) in inFlight.sorted(by: { $0.key < $1.key }) {
            guard !failing || Bool.random(using: &generator) else { continue }
            inFlight[slot] = nil
            let endpoint = rows[ticket.id]?.endpoint ?? 0
            let fails = failing && (isDown.contains(endpoint) || roll(6))
            if !fails {
                if let last = lastDelivered[ticket.message], last >= ticket.id,
                    !ended.contains(last)
                {
                    faults.append("\(ticket.id) after \(last)")
                }
                lastDelivered[ticket.message] = ticket.id
            }
            let result: CallResult =
                fails ? failure() : roll(50) && failing ? .dropped : .success
            machine.answered(slot, result, now: now)
            act()
        }
    }

    private mutating func failure() -> CallResult {
        if roll(8) { return .notMade }
        return roll(4) ? .busy(for: .seconds(Int.random(in: 0...600, using: &generator))) : .failure
    }

    private mutating func record() {
        for settlement in unsettled {
            switch settlement.fate {
            case .retry(let at, let attempts):
                guard let row = rows[settlement.id] else { continue }
                let old = row.ticket
                rows[settlement.id]?.ticket = Ticket(
                    id: old.id,
                    message: old.message,
                    attempts: attempts,
                    dueAt: at,
                    queuedAt: old.queuedAt
                )
            default:
                if rows.removeValue(forKey: settlement.id) == nil {
                    faults.append("\(settlement.id) settled twice")
                }
            }
        }
        unsettled = []
    }

    /// Reads what was asked for, after everything that was settled before is recorded.
    private mutating func read() {
        guard !wanted.isEmpty else { return }
        record()
        for (endpoint, after, limit) in wanted {
            let page = rows.values.filter { row in
                row.endpoint == endpoint && (after.map { row.ticket.id > $0 } ?? true)
            }
            let tickets = page.map(\.ticket).sorted { $0.id < $1.id }.prefix(limit)
            loads.append(Load(endpoint: endpoint, limit: limit, rows: Array(tickets)))
        }
        wanted = []
    }

    private mutating func deliverPage() {
        guard let load = loads.popLast() else { return }
        if roll(5) {
            machine.loadFailed(load.endpoint, now: now)
        } else {
            let slots = machine.loaded(load.rows, of: load.endpoint, now: now)
            for (slot, ticket) in zip(slots, load.rows) {
                if let slot { slotTickets[slot] = ticket.id }
            }
        }
    }

    private mutating func pass(_ duration: Duration) {
        now = now + duration
        machine.advance(to: now)
    }

    private mutating func toggle() {
        let endpoint = Int.random(in: 0..<endpointCount, using: &generator)
        if isDown.remove(endpoint) == nil { isDown.insert(endpoint) }
    }

    private mutating func replay() {
        machine.rescan(Int.random(in: 0..<endpointCount, using: &generator), now: now)
    }

    private mutating func roll(_ sides: Int) -> Bool {
        Int.random(in: 0..<sides, using: &generator) == 0
    }

    // MARK: What the machine wants

    private mutating func act() {
        for action in machine.takeActions() {
            switch action {
            case .call(let slot): call(slot)
            case .settle(let settlement):
                unsettled.append(settlement)
                if case .retry = settlement.fate { continue }
                ended.insert(settlement.id)
            case .load(let endpoint, let after, let limit):
                wanted.append((endpoint, after, limit))
            }
        }
        for endpoint in 0..<endpointCount {
            let status = machine.status(of: endpoint)
            if status.held > policy.mostHeld + policy.mostDelayed { faults.append("held too many") }
            if status.inFlight > policy.largestWindow { faults.append("window") }
        }
    }

    private mutating func call(_ slot: Slot) {
        guard let ticket = machine.ticket(in: slot) else {
            faults.append("call of an empty slot")
            return
        }
        if slotTickets[slot] != ticket.id { faults.append("slot \(slot) holds another ticket") }
        if inFlight.values.contains(where: { $0.message == ticket.message }) {
            faults.append("two in flight for \(ticket.message)")
        }
        if ended.contains(ticket.id) { faults.append("\(ticket.id) called after its end") }
        let isOldest = !rows.values.contains {
            $0.ticket.message == ticket.message && $0.ticket.id < ticket.id
                && !ended.contains($0.ticket.id)
        }
        if !isOldest { faults.append("\(ticket.id) before an older one") }
        inFlight[slot] = ticket
    }
}
