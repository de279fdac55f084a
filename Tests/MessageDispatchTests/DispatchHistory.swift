import AccountsModel
import Essentials
import MessageDispatch
import MessagingModel

/// A dispatcher under a random load, and an account of its own of every promise.
struct DispatchHistory {
    private(set) var problems: [String] = []
    private(set) var trace: [String] = []

    private enum Place: Hashable {
        case waiting
        case handedOff(carrier: CarrierID, attempt: Int)
    }

    private struct Account {
        let message: QueuedMessage
        var place = Place.waiting
        var attempts: Int
        var notBefore: Timestamp
        var tried: Set<CarrierID> = []
    }

    private var dispatcher: Dispatcher
    private var generator: SeededGenerator
    private var now = start
    private var accounts: [MessageKey: Account] = [:]
    private var nextKey = 0
    /// The project of each message.
    private var projects: [Int64] = []
    private var finished = 0
    private var routes: [Route] = []
    private var limits: [CarrierID: Limits] = [:]
    private var isUp: [CarrierID: Bool] = [:]
    private var handOffTimes: [CarrierID: [Timestamp]] = [:]
    private let policy = DispatchPolicy(capacity: 300, maximumAttempts: 4)

    init(seed: UInt64) throws {
        generator = SeededGenerator(seed: seed)
        dispatcher = Dispatcher(policy: policy, seed: seed)
        changeRoutes()
        for carrier in RandomRoutes.carriers {
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
            let carrier = RandomRoutes.pick(RandomRoutes.carriers, &generator)
            isUp[carrier] = Bool.random(using: &generator)
            try dispatcher.setLink(of: carrier, isUp: isUp[carrier] == true)
        case 96..<98: try changeLimits(of: RandomRoutes.pick(RandomRoutes.carriers, &generator))
        case 98: changeRoutes()
        default: now = now + .seconds(Int64.random(in: 0...60, using: &generator))
        }
        if dispatcher.count != accounts.count { problem("\(dispatcher.count) entries counted") }
        if dispatcher.room != policy.capacity - accounts.count { problem("wrong room") }
    }

    /// Lets everything pass and checks that nothing stays.
    mutating func drain() throws {
        for carrier in RandomRoutes.carriers {
            limits[carrier] = Limits()
            try dispatcher.set(Limits().settings(of: carrier), at: now)
            isUp[carrier] = true
            try dispatcher.setLink(of: carrier, isUp: true)
        }
        for _ in 0..<400 where !accounts.isEmpty {
            turn()
            for (key, account) in accounts.sorted(by: { $0.key < $1.key }) {
                if case .handedOff(_, let attempt) = account.place {
                    answer(key, attempt: attempt, with: .accepted(references: []))
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
            let probe = RandomRoutes.probe(&generator)
            let delay = Int64.random(in: -2...4, using: &generator)
            let message = MessageDispatchTests.message(
                nextKey,
                to: probe.destination,
                country: probe.country,
                sender: probe.sender,
                project: probe.project,
                attempts: Int.random(in: 0...1, using: &generator),
                dueIn: now + .seconds(delay) - start,
                expiresIn: now + .seconds(Int64.random(in: 1...120, using: &generator)) - start,
                isTest: Int.random(in: 0..<20, using: &generator) == 0
            )
            let key = message.submission.key
            let admission = dispatcher.enqueue(message, at: now)
            guard accounts.count < policy.capacity else {
                if admission != .full { problem("took more than it holds") }
                return
            }
            if admission != .accepted { problem("\(key) was not taken") }
            accounts[key] = Account(
                message: message,
                attempts: message.submission.attempt - 1,
                notBefore: message.dueAt
            )
            projects.append(probe.project)
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
            if account.message.submission.expiresAt > now { problem("\(key) expired early") }
        }
        for key in turn.unroutable {
            guard let account = accounts.removeValue(forKey: key), account.place == .waiting else {
                problem("\(key) unroutable out of nowhere")
                continue
            }
            finished += 1
            if account.message.isTest { problem("\(key) has a forced route") }
        }
        for handOff in turn.handOffs { check(handOff) }
        for (key, account) in accounts
        where account.place == .waiting && account.message.submission.expiresAt <= now {
            problem("\(key) should have expired")
        }
        if let wakeAt = turn.wakeAt, wakeAt < now { problem("woken in the past") }
        trace.append("\(now.microseconds) \(turn.handOffs) \(turn.expired) \(turn.unroutable)")
    }

    private mutating func check(_ handOff: PipelineChange.HandOff) {
        let (key, carrier) = (handOff.key, handOff.carrier)
        guard var account = accounts[key] else { return problem("\(key) is not there") }
        if account.place != .waiting { problem("\(key) handed off twice") }
        if handOff.attempt != account.attempts + 1 { problem("\(key) counted wrong") }
        if account.notBefore > now { problem("\(key) handed off early") }
        if account.message.submission.expiresAt <= now { problem("\(key) handed off late") }
        if !isAvailable(carrier) { problem("\(key) handed to \(carrier), which is down") }
        checkRoute(of: account, to: carrier)
        account.place = .handedOff(carrier: carrier, attempt: handOff.attempt)
        accounts[key] = account

        let inFlight = accounts.values.count { account in
            if case .handedOff(carrier, _) = account.place { true } else { false }
        }
        let limit = limits[carrier] ?? Limits()
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

    private mutating func checkRoute(of account: Account, to carrier: CarrierID) {
        let message = account.message
        let key = message.submission.key
        if message.isTest {
            if carrier != .simulator { problem("\(key) not to the simulator") }
            return
        }
        let ranks = RandomRoutes.candidates(
            of: RandomRoutes.Probe(
                destination: message.submission.destination,
                country: message.country,
                sender: message.submission.sender,
                project: key.project.number
            ),
            under: routes
        ).map { $0.map(\.carrier) }
        let untried = ranks.map { $0.filter { !account.tried.contains($0) } }
        let tried = ranks.map { $0.filter { account.tried.contains($0) } }
        let best = (untried + tried).first { $0.contains(where: isAvailable) }
        if best?.contains(carrier) != true {
            problem("\(key) to \(carrier) although \(best ?? []) come first")
        }
    }

    private mutating func answer() {
        let handedOff = accounts.filter { $0.value.place != .waiting }.keys.sorted()
        guard !handedOff.isEmpty else { return }
        for _ in 0..<Int.random(in: 1...10, using: &generator) {
            let key = RandomRoutes.pick(handedOff, &generator)
            let answer = RandomRoutes.pick(
                [
                    .taken, .taken, .taken, .throttled, .failure, .failure,
                    .rejected(code: .other, carrierCode: ""), .inDoubt, .notSubmitted,
                ] as [SubmitResult.Outcome],
                &generator
            )
            guard case .handedOff(_, let attempt) = accounts[key]?.place else { continue }
            self.answer(key, attempt: attempt, with: answer)
        }
    }

    private mutating func answer(_ key: MessageKey, attempt: Int, with answer: SubmitResult.Outcome)
    {
        if dispatcher.answered(key, attempt: attempt + 1, with: answer, at: now) != .unexpected {
            problem("took an answer to an attempt that was not made")
        }
        let decision = dispatcher.answered(key, attempt: attempt, with: answer, at: now)
        guard var account = accounts[key], case .handedOff(let carrier, _) = account.place else {
            return problem("\(key) answered out of nowhere")
        }
        account.place = .waiting
        if answer == .failure {
            account.attempts += 1
            account.tried.insert(carrier)
        }
        switch (answer, decision) {
        case (.failure, .exhausted(carrier)) where account.attempts >= 4,
            (.failure, .expired) where account.message.submission.expiresAt <= now,
            (.throttled, .expired) where account.message.submission.expiresAt <= now,
            (.notSubmitted, .expired) where account.message.submission.expiresAt <= now,
            (.taken, .accepted(carrier)), (.rejected, .rejected(carrier)),
            (.inDoubt, .inDoubt(carrier)):
            accounts[key] = nil
            finished += 1
        case (.failure, .retry(let moment, carrier)) where account.attempts < 4,
            (.throttled, .retry(let moment, carrier)), (.notSubmitted, .retry(let moment, carrier)):
            account.notBefore = moment
            if answer == .failure, moment > now { account.tried = [] }
            accounts[key] = account
        default:
            problem("\(answer) was decided as \(decision)")
        }
        trace.append("\(key) \(answer) \(decision)")
    }

    private mutating func forget() {
        guard nextKey > 0 else { return }
        let number = Int.random(in: 0..<nextKey, using: &generator)
        let key = MessageKey(number, project: projects[number])
        let expected: Removal =
            switch accounts[key]?.place {
            case nil: .absent
            case .waiting: .removed
            case .handedOff: .handedOff
            }
        if dispatcher.remove(key) != expected { problem("\(key) was not \(expected)") }
        if expected == .removed {
            accounts[key] = nil
            finished += 1
        }
    }

    private mutating func changeLimits(of carrier: CarrierID) throws {
        let rates: [Int?] = [nil, nil, 1, 7, 100]
        let new = Limits(
            windowSize: Int.random(in: 1...12, using: &generator),
            ratePerSecond: RandomRoutes.pick(rates, &generator),
            isPaused: Int.random(in: 0..<8, using: &generator) == 0
        )
        if limits[carrier]?.ratePerSecond != new.ratePerSecond { handOffTimes[carrier] = [] }
        limits[carrier] = new
        try dispatcher.set(new.settings(of: carrier), at: now)
    }

    private mutating func changeRoutes() {
        routes = RandomRoutes.make(count: Int.random(in: 1...8, using: &generator), &generator)
        routes.append(Route(to: "A", priority: -1))
        if !dispatcher.setRoutes(routes).isEmpty { problem("a route is invalid") }
    }

    private func isAvailable(_ carrier: CarrierID) -> Bool {
        isUp[carrier] == true && limits[carrier]?.isPaused != true
    }

    private mutating func problem(_ text: String) { problems.append(text) }
}

extension SubmitResult.Outcome {
    fileprivate static let taken = Self.accepted(references: [])
    fileprivate static let failure = Self.temporaryFailure(carrierCode: "")
}
