import Essentials
import MessageDispatch

/// A dispatcher under a random load, and an account of its own of every promise.
struct DispatchHistory {
    private(set) var problems: [String] = []
    private(set) var trace: [String] = []

    private enum Place: Hashable {
        case waiting
        case handedOff(carrier: String, attempt: Int)
    }

    private struct Account {
        let entry: DispatchEntry<Int, String>
        var place = Place.waiting
        var attempts: Int
        var notBefore: Timestamp
        var tried: Set<String> = []
    }

    private var dispatcher: TestDispatcher
    private var generator: SeededGenerator
    private var now = start
    private var accounts: [Int: Account] = [:]
    private var nextKey = 0
    private var finished = 0
    private var rules: [RoutingRule<String>] = []
    private var limits: [String: CarrierLimits] = [:]
    private var isUp: [String: Bool] = [:]
    private var handOffTimes: [String: [Timestamp]] = [:]
    private let policy = DispatchPolicy(capacity: 300, maximumAttempts: 4)

    init(seed: UInt64) throws {
        generator = SeededGenerator(seed: seed)
        dispatcher = TestDispatcher(policy: policy, seed: seed)
        try changeRules()
        for carrier in RandomRules.carriers {
            isUp[carrier] = true
            try dispatcher.setLink(of: carrier, isUp: true)
            try changeLimits(of: carrier)
        }
    }

    mutating func step() throws {
        switch Int.random(in: 0..<100, using: &generator) {
        case 0..<35: enqueue()
        case 35..<60: turn()
        case 60..<85: answer()
        case 85..<92:
            now = now + .microseconds(Int64.random(in: 0...3_000_000, using: &generator))
        case 92..<94: forget()
        case 94..<96:
            let carrier = RandomRules.pick(RandomRules.carriers, &generator)
            isUp[carrier] = Bool.random(using: &generator)
            try dispatcher.setLink(of: carrier, isUp: isUp[carrier] == true)
        case 96..<98: try changeLimits(of: RandomRules.pick(RandomRules.carriers, &generator))
        case 98: try changeRules()
        default: now = now + .seconds(Int64.random(in: 0...60, using: &generator))
        }
        if dispatcher.count != accounts.count { problem("\(dispatcher.count) entries counted") }
        if dispatcher.room != policy.capacity - accounts.count { problem("wrong room") }
    }

    /// Lets everything pass and checks that nothing stays.
    mutating func drain() throws {
        for carrier in RandomRules.carriers {
            limits[carrier] = CarrierLimits()
            try dispatcher.setLimits(CarrierLimits(), for: carrier, at: now)
            isUp[carrier] = true
            try dispatcher.setLink(of: carrier, isUp: true)
        }
        for _ in 0..<400 where !accounts.isEmpty {
            turn()
            for (key, account) in accounts.sorted(by: { $0.key < $1.key }) {
                if case .handedOff(_, let attempt) = account.place {
                    answer(key, attempt: attempt, with: .accepted)
                }
            }
            now = now + .seconds(10)
        }
        if !accounts.isEmpty { problem("\(accounts.count) entries stay for ever") }
        if finished != nextKey { problem("\(nextKey) came, \(finished) left") }
    }

    // MARK: Steps

    private mutating func enqueue() {
        for _ in 0..<Int.random(in: 1...20, using: &generator) {
            let probe = RandomRules.probe(&generator)
            let delay = Int64.random(in: -2...4, using: &generator)
            let entry = DispatchEntry(
                key: nextKey,
                destination: probe.destination,
                country: probe.country,
                sender: probe.sender,
                project: probe.project,
                attempts: Int.random(in: 0...1, using: &generator),
                dueAt: now + .seconds(delay),
                expiresAt: now + .seconds(Int64.random(in: 1...120, using: &generator)),
                forcedCarrier: Int.random(in: 0..<20, using: &generator) == 0 ? "D" : nil
            )
            let admission = dispatcher.enqueue(entry, at: now)
            guard accounts.count < policy.capacity else {
                if admission != .full { problem("took more than it holds") }
                return
            }
            if admission != .accepted { problem("\(nextKey) was not taken") }
            accounts[nextKey] = Account(
                entry: entry,
                attempts: entry.attempts,
                notBefore: entry.dueAt
            )
            nextKey += 1
        }
    }

    private mutating func turn() {
        let limit = Bool.random(using: &generator) ? 1000 : 7
        let turn = dispatcher.next(at: now, limit: limit)
        if turn.handOffs.count > limit { problem("more than the limit") }
        for key in turn.expired {
            guard let account = accounts.removeValue(forKey: key), account.place == .waiting else {
                problem("\(key) expired out of nowhere")
                continue
            }
            finished += 1
            if account.entry.expiresAt > now { problem("\(key) expired early") }
        }
        for key in turn.unroutable {
            guard let account = accounts.removeValue(forKey: key), account.place == .waiting else {
                problem("\(key) unroutable out of nowhere")
                continue
            }
            finished += 1
            if account.entry.forcedCarrier != nil { problem("\(key) has a forced route") }
        }
        for handOff in turn.handOffs { check(handOff) }
        for (key, account) in accounts
        where account.place == .waiting && account.entry.expiresAt <= now {
            problem("\(key) should have expired")
        }
        if let wakeAt = turn.wakeAt, wakeAt < now { problem("woken in the past") }
        trace.append("\(now.microseconds) \(turn.handOffs) \(turn.expired) \(turn.unroutable)")
    }

    private mutating func check(_ handOff: HandOff<Int, String>) {
        let (key, carrier) = (handOff.key, handOff.carrier)
        guard var account = accounts[key] else { return problem("\(key) is not there") }
        if account.place != .waiting { problem("\(key) handed off twice") }
        if handOff.attempt != account.attempts + 1 { problem("\(key) counted wrong") }
        if account.notBefore > now { problem("\(key) handed off early") }
        if account.entry.expiresAt <= now { problem("\(key) handed off late") }
        if !isAvailable(carrier) { problem("\(key) handed to \(carrier), which is down") }
        checkRoute(of: account, to: carrier)
        account.place = .handedOff(carrier: carrier, attempt: handOff.attempt)
        accounts[key] = account

        let inFlight = accounts.values.count { account in
            if case .handedOff(carrier, _) = account.place { true } else { false }
        }
        let limit = limits[carrier] ?? CarrierLimits()
        if inFlight > limit.windowSize { problem("\(carrier) has \(inFlight) unanswered") }
        guard let rate = limit.ratePerSecond else { return }
        handOffTimes[carrier, default: []].append(now)
        let times = handOffTimes[carrier] ?? []
        let burst = max(1, Double(rate) / 20)
        for (index, from) in times.enumerated() {
            let most = (now - from).inSeconds * Double(rate) + burst + 1e-6
            if Double(times.count - index) > most { return problem("\(carrier) beyond its rate") }
        }
    }

    private mutating func checkRoute(of account: Account, to carrier: String) {
        let entry = account.entry
        if let forced = entry.forcedCarrier {
            if forced != carrier { problem("\(entry.key) not to its forced carrier") }
            return
        }
        let ranks = RandomRules.candidates(
            of: RandomRules.Probe(
                destination: entry.destination,
                country: entry.country,
                sender: entry.sender,
                project: entry.project
            ),
            under: rules
        ).map { $0.map(\.carrier) }
        let untried = ranks.map { $0.filter { !account.tried.contains($0) } }
        let tried = ranks.map { $0.filter { account.tried.contains($0) } }
        let best = (untried + tried).first { $0.contains(where: isAvailable) }
        if best?.contains(carrier) != true {
            problem("\(entry.key) to \(carrier) although \(best ?? []) come first")
        }
    }

    private mutating func answer() {
        let handedOff = accounts.filter { $0.value.place != .waiting }.keys.sorted()
        guard !handedOff.isEmpty else { return }
        for _ in 0..<Int.random(in: 1...10, using: &generator) {
            let key = RandomRules.pick(handedOff, &generator)
            let answer = RandomRules.pick(
                [
                    .accepted, .accepted, .accepted, .throttled, .temporaryFailure,
                    .temporaryFailure, .rejected, .inDoubt, .notSubmitted,
                ] as [HandOffAnswer],
                &generator
            )
            guard case .handedOff(_, let attempt) = accounts[key]?.place else { continue }
            self.answer(key, attempt: attempt, with: answer)
        }
    }

    private mutating func answer(_ key: Int, attempt: Int, with answer: HandOffAnswer) {
        if dispatcher.answered(key, attempt: attempt + 1, with: answer, at: now) != .unexpected {
            problem("took an answer to an attempt that was not made")
        }
        let decision = dispatcher.answered(key, attempt: attempt, with: answer, at: now)
        guard var account = accounts[key], case .handedOff(let carrier, _) = account.place else {
            return problem("\(key) answered out of nowhere")
        }
        account.place = .waiting
        if answer == .temporaryFailure {
            account.attempts += 1
            account.tried.insert(carrier)
        }
        switch (answer, decision) {
        case (.temporaryFailure, .exhausted(carrier)) where account.attempts >= 4,
            (.temporaryFailure, .expired) where account.entry.expiresAt <= now,
            (.throttled, .expired) where account.entry.expiresAt <= now,
            (.notSubmitted, .expired) where account.entry.expiresAt <= now,
            (.accepted, .accepted(carrier)), (.rejected, .rejected(carrier)),
            (.inDoubt, .inDoubt(carrier)):
            accounts[key] = nil
            finished += 1
        case (.temporaryFailure, .retry(let moment, carrier)) where account.attempts < 4,
            (.throttled, .retry(let moment, carrier)), (.notSubmitted, .retry(let moment, carrier)):
            account.notBefore = moment
            if answer == .temporaryFailure, moment > now { account.tried = [] }
            accounts[key] = account
        default:
            problem("\(answer) was decided as \(decision)")
        }
        trace.append("\(key) \(answer) \(decision)")
    }

    private mutating func forget() {
        guard nextKey > 0 else { return }
        let key = Int.random(in: 0..<nextKey, using: &generator)
        let expected: Withdrawal =
            switch accounts[key]?.place {
            case nil: .absent
            case .waiting: .forgotten
            case .handedOff: .handedOff
            }
        if dispatcher.forget(key) != expected { problem("\(key) was not \(expected)") }
        if expected == .forgotten {
            accounts[key] = nil
            finished += 1
        }
    }

    private mutating func changeLimits(of carrier: String) throws {
        let rates: [Int?] = [nil, nil, 1, 7, 100]
        let new = CarrierLimits(
            windowSize: Int.random(in: 1...12, using: &generator),
            ratePerSecond: RandomRules.pick(rates, &generator),
            isPaused: Int.random(in: 0..<8, using: &generator) == 0
        )
        if limits[carrier]?.ratePerSecond != new.ratePerSecond { handOffTimes[carrier] = [] }
        limits[carrier] = new
        try dispatcher.setLimits(new, for: carrier, at: now)
    }

    private mutating func changeRules() throws {
        rules = RandomRules.make(count: Int.random(in: 1...8, using: &generator), &generator)
        rules.append(RoutingRule(carrier: "A", priority: -1))
        try dispatcher.setRules(rules)
    }

    private func isAvailable(_ carrier: String) -> Bool {
        isUp[carrier] == true && limits[carrier]?.isPaused != true
    }

    private mutating func problem(_ text: String) { problems.append(text) }
}
