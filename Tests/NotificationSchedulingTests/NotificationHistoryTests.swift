import AccountsModel
import Essentials
import MessagingModel
import NotificationScheduling
import Testing

/// Random histories of the scheduler beside a store and endpoints that misbehave.
@Suite struct NotificationHistoryTests {
    @Test(arguments: 0..<60 as Range<UInt64>)
    func `nothing is lost, doubled or out of order, and bounds hold`(seed: UInt64) {
        var world = NotificationWorld(seed: seed)
        for _ in 0..<400 { world.step() }
        world.settleDown()
        #expect(world.faults == [], "seed \(seed)")
        #expect(world.isSettled, "seed \(seed)")
    }
}

/// A store, endpoints and a scheduler between them.
struct NotificationWorld {
    private struct Row {
        var notification: Notification
        let endpoint: Int
    }

    private struct Load {
        let endpoint: Int
        let limit: Int
        let rows: [Notification]
    }

    private var scheduler: NotificationScheduler
    private var generator: SeededGenerator
    private let policy: SchedulingPolicy
    private var now = Timestamp(seconds: 1_780_000_000)
    private let endpointCount = 3
    private var rows: [ObjectID: Row] = [:]
    /// Rows whose transaction committed but that the scheduler does not know yet.
    private var unheard: [(notification: Notification, endpoint: Int)] = []
    private var unsettled: [SlotSettlement] = []
    private var wanted: [(endpoint: Int, after: ObjectID?, limit: Int)] = []
    private var loads: [Load] = []
    private var inFlight: [Slot: Notification] = [:]
    private var lastDelivered: [ObjectID: ObjectID] = [:]
    private var slotIDs: [Slot: ObjectID] = [:]
    private var isDown: Set<Int> = []
    private var isSuspended: Set<Int> = []
    private var nextID: UInt32 = 1
    private var ended: Set<ObjectID> = []
    private var known: [ObjectID: Notification] = [:]
    private(set) var faults: [String] = []

    init(seed: UInt64) {
        generator = SeededGenerator(seed: seed)
        var policy = SchedulingPolicy()
        policy.mostHeld = Int.random(in: 4...40, using: &generator)
        policy.mostDelayed = Int.random(in: 4...40, using: &generator)
        policy.mostHeldInTotal = Int.random(in: 20...60, using: &generator)
        policy.fewestHeld = 2
        policy.largestPage = Int.random(in: 1...16, using: &generator)
        policy.largestWindow = Int.random(in: 1...12, using: &generator)
        policy.breaker.failuresToOpen = 4
        self.policy = policy
        scheduler = NotificationScheduler(policy: policy, seed: seed)
        for _ in 0..<endpointCount { _ = scheduler.addEndpoint(storeHoldsMore: true, now: now) }
        act()
    }

    var isSettled: Bool { rows.isEmpty && scheduler.inFlight == 0 }

    mutating func step() {
        switch Int.random(in: 0..<21, using: &generator) {
        case 0..<6: commit()
        case 6..<9: hear()
        case 9..<13: answer()
        case 13..<15: record()
        case 15: read()
        case 16: deliverPage()
        case 17: pass(.seconds(Int.random(in: 1...60, using: &generator)))
        case 18: toggle()
        case 19: suspendOrResume()
        default: replay()
        }
        act()
    }

    /// Lets everything end well.
    mutating func settleDown() {
        isDown = []
        for endpoint in isSuspended.sorted() { scheduler.resume(endpoint, now: now) }
        isSuspended = []
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
            let notification = Notification(
                id: ObjectID(high: 1, low: nextID),
                endpoint: NotificationEndpoint(
                    project: ProjectID(1),
                    token: ObjectID(high: 9, low: UInt32(endpoint))
                ),
                subject: message,
                payload: .messageStatus(.init(status: "delivered", code: 0, clientID: nil)),
                eventAt: now,
                dueAt: now
            )
            nextID += 1
            known[notification.id] = notification
            rows[notification.id] = Row(notification: notification, endpoint: endpoint)
            unheard.append((notification, endpoint))
        }
    }

    private mutating func hear() {
        guard !unheard.isEmpty else { return }
        let count = Int.random(in: 1...unheard.count, using: &generator)
        for (notification, endpoint) in unheard.prefix(count)
        where rows[notification.id] != nil && !isSuspended.contains(endpoint) {
            if let slot = scheduler.offer(notification, to: endpoint, now: now) {
                slotIDs[slot] = notification.id
            }
            act()
        }
        unheard.removeFirst(count)
    }

    private mutating func answer(failing: Bool = true) {
        for (slot, notification) in inFlight.sorted(by: { $0.key < $1.key }) {
            guard !failing || Bool.random(using: &generator) else { continue }
            inFlight[slot] = nil
            let endpoint = rows[notification.id]?.endpoint ?? 0
            let fails = failing && (isDown.contains(endpoint) || roll(6))
            if !fails {
                if let last = lastDelivered[notification.subject], last >= notification.id,
                    !ended.contains(last)
                {
                    faults.append("\(notification.id) after \(last)")
                }
                lastDelivered[notification.subject] = notification.id
            }
            let result: NotificationAnswer.Result =
                fails ? failure() : roll(50) && failing ? .dropped : .delivered
            scheduler.answered(slot, result, now: now)
            act()
        }
    }

    private mutating func failure() -> NotificationAnswer.Result {
        if roll(8) { return .notSent }
        guard roll(4) else { return .failed("HTTP 500") }
        let wait = Duration.seconds(Int.random(in: 0...600, using: &generator))
        return .failed("HTTP 503", retryAfter: wait)
    }

    private mutating func record() {
        for settlement in unsettled {
            switch settlement.outcome {
            case .retry(let at, let attempts):
                rows[settlement.id]?.notification.attempts = attempts
                rows[settlement.id]?.notification.dueAt = at
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
            let matching = rows.values.filter { row in
                row.endpoint == endpoint && (after.map { row.notification.id > $0 } ?? true)
            }
            let page = matching.map(\.notification).sorted { $0.id < $1.id }.prefix(limit)
            loads.append(Load(endpoint: endpoint, limit: limit, rows: Array(page)))
        }
        wanted = []
    }

    private mutating func deliverPage() {
        guard let load = loads.popLast() else { return }
        if roll(5) {
            scheduler.loadFailed(load.endpoint, now: now)
        } else {
            let slots = scheduler.loaded(load.rows, of: load.endpoint, now: now)
            for (slot, notification) in zip(slots, load.rows) {
                if let slot { slotIDs[slot] = notification.id }
            }
        }
    }

    private mutating func pass(_ duration: Duration) {
        now = now + duration
        scheduler.advance(to: now)
    }

    private mutating func toggle() {
        let endpoint = Int.random(in: 0..<endpointCount, using: &generator)
        if isDown.remove(endpoint) == nil { isDown.insert(endpoint) }
    }

    private mutating func suspendOrResume() {
        let endpoint = Int.random(in: 0..<endpointCount, using: &generator)
        if isSuspended.remove(endpoint) == nil {
            isSuspended.insert(endpoint)
            scheduler.suspend(endpoint)
        } else {
            scheduler.resume(endpoint, now: now)
        }
    }

    private mutating func replay() {
        scheduler.rescan(Int.random(in: 0..<endpointCount, using: &generator), now: now)
    }

    private mutating func roll(_ sides: Int) -> Bool {
        Int.random(in: 0..<sides, using: &generator) == 0
    }

    // MARK: What the scheduler asks for

    private mutating func act() {
        for action in scheduler.takeActions() {
            switch action {
            case .send(let slot): send(slot)
            case .settle(let settlement):
                unsettled.append(settlement)
                if case .retry = settlement.outcome { continue }
                ended.insert(settlement.id)
            case .load(let endpoint, let after, let limit):
                wanted.append((endpoint, after, limit))
            }
        }
        for endpoint in 0..<endpointCount {
            let status = scheduler.status(of: endpoint)
            if status.held > policy.mostHeld + policy.mostDelayed { faults.append("held too many") }
            if status.inFlight > policy.largestWindow { faults.append("window") }
        }
    }

    private mutating func send(_ slot: Slot) {
        guard let id = scheduler.notificationID(in: slot), let notification = known[id] else {
            faults.append("an empty slot was to be sent")
            return
        }
        if slotIDs[slot] != id { faults.append("slot \(slot) holds another notification") }
        if inFlight.values.contains(where: { $0.subject == notification.subject }) {
            faults.append("two in flight for \(notification.subject)")
        }
        if ended.contains(notification.id) {
            faults.append("\(notification.id) sent after its end")
        }
        let isOldest = !rows.values.contains {
            $0.notification.subject == notification.subject && $0.notification.id < notification.id
                && !ended.contains($0.notification.id)
        }
        if !isOldest { faults.append("\(notification.id) before an older one") }
        if let endpoint = scheduler.endpoint(of: slot), isSuspended.contains(endpoint) {
            faults.append("\(notification.id) sent while suspended")
        }
        inFlight[slot] = notification
    }
}
