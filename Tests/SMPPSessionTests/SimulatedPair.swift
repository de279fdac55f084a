import Essentials
import SMPPCodec

@testable import SMPPSession

/// A client and a server with a network between them that delays, splits, doubles answers and
/// breaks; everything follows from the seed.
struct SimulatedPair {
    private(set) var now = TestSession.start
    let client: SimulatedEnd
    let server: SimulatedEnd
    private(set) var steps = 0
    private var generator: SeededGenerator
    private var events: [Event] = []
    private var arrivals: [SessionRole: Timestamp] = [:]
    private var isCut = false
    private let slowestAnswer: Duration
    private let slowestHop: Duration
    /// Of a hundred answers, those the owner never gives and those it gives twice on the wire.
    private let (forgotten, doubled): (Int, Int)
    /// Whether the server lets the client in.
    private let isWelcome: Bool

    private enum Happening {
        case bytes([UInt8])
        case closed
        case decide(Bool)
        case answer(RequestHandle, CommandStatus)
        case send
        case unbind(Duration)
        case crash
    }

    private struct Event {
        let at: Timestamp
        let end: SessionRole
        let happening: Happening
    }

    /// A calm pair has a quick network, owners that always answer, and no accident.
    init(seed: UInt64, isCalm: Bool = false) {
        var generator = SeededGenerator(seed: seed)
        func pick(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &generator) }
        func configuration() -> SessionConfiguration {
            var configuration = SessionConfiguration()
            configuration.outgoingWindow = pick(1...30)
            configuration.incomingWindow = pick(1...30)
            configuration.overflow = pick(0...1) == 0 ? .refuse : .pauseReading
            if !isCalm, pick(0...3) == 0 {
                configuration.rate = MessageRate(perSecond: Double(pick(1...50)))
            }
            if !isCalm, pick(0...3) == 0 {
                configuration.timers.inactivity = .seconds(pick(5...100))
            }
            return configuration
        }
        client = SimulatedEnd(.esme, configuration(), requests: pick(0...200), at: now)
        server = SimulatedEnd(.smsc, configuration(), requests: pick(0...200), at: now)
        slowestAnswer = .milliseconds(
            !isCalm && pick(0...2) == 0 ? pick(1...60_000) : pick(1...500)
        )
        slowestHop = .milliseconds(!isCalm && pick(0...3) == 0 ? pick(1...20_000) : pick(1...200))
        (forgotten, doubled) = (!isCalm && pick(0...2) == 0 ? pick(1...30) : 0, pick(0...20))
        isWelcome = isCalm || pick(0...19) > 0
        let mode = BindMode.allCases[pick(0...2)]
        self.generator = generator
        apply(client.bind(mode, at: now), from: .esme)
        if !isCalm { planAccidents() }
        // Nothing lives longer than this, whatever its owner forgets.
        plan(.esme, within: 300_000...300_000, .unbind(.seconds(20)))
        plan(.smsc, within: 310_000...310_000, .unbind(.seconds(20)))
    }

    private mutating func planAccidents() {
        if roll(0...3) == 0 { plan(randomEnd(), within: 0...120_000, .crash) }
        if roll(0...3) == 0 { plan(randomEnd(), within: 0...120_000, .closed) }
        if roll(0...2) == 0 { plan(randomEnd(), within: 0...100_000, .unbind(.seconds(20))) }
    }

    private func end(_ role: SessionRole) -> SimulatedEnd { role == .esme ? client : server }

    private mutating func roll(_ range: ClosedRange<Int>) -> Int {
        Int.random(in: range, using: &generator)
    }

    private mutating func randomEnd() -> SessionRole { roll(0...1) == 0 ? .esme : .smsc }

    private mutating func plan(
        _ end: SessionRole,
        within milliseconds: ClosedRange<Int>,
        _ happening: Happening
    ) {
        let delay = Duration.milliseconds(roll(milliseconds))
        events.append(Event(at: now + delay, end: end, happening: happening))
    }

    /// Runs until both ends are over; false when that takes suspiciously long.
    mutating func run() -> Bool {
        while steps < 200_000 {
            steps += 1
            let next = events.indices.min { events[$0].at < events[$1].at }
            let timers = [client, server].filter { !$0.isCrashed }
                .compactMap { end in end.session.nextDeadline.map { (end, $0) } }
            let timer = timers.min { $0.1 < $1.1 }
            if let timer, next.map({ timer.1 <= events[$0].at }) ?? true {
                now = max(now, timer.1)
                apply(timer.0.tick(at: now), from: timer.0.role)
            } else if let next {
                let event = events.remove(at: next)
                now = max(now, event.at)
                happen(event)
            } else {
                return true
            }
        }
        return false
    }

    private mutating func happen(_ event: Event) {
        let end = end(event.end)
        guard !end.isCrashed else { return }
        let actions: [SessionAction]
        switch event.happening {
        case .bytes(let bytes):
            guard !isCut else { return }
            actions = end.read(bytes, at: now)
        case .closed:
            isCut = isCut || !end.session.isOver
            actions = end.connectionLost(at: now)
            // The other end learns later, if at all.
            if !end.session.isOver || roll(0...3) > 0 {
                plan(event.end.peer, within: 0...5000, .closed)
            }
        case .decide(let isAccepted): actions = end.decide(isAccepted, at: now)
        case .answer(let handle, let status): actions = end.answer(handle, status, at: now)
        case .send: actions = end.sendAll(at: now)
        case .unbind(let limit): actions = end.unbind(by: now + limit, at: now)
        case .crash:
            end.isCrashed = true
            if Bool.random(using: &generator) { plan(event.end.peer, within: 0...1000, .closed) }
            return
        }
        apply(actions, from: event.end)
    }

    // MARK: What the sessions ask for

    private mutating func apply(_ actions: [SessionAction], from role: SessionRole) {
        for action in actions {
            switch action {
            case .send(let pdu): transmit(pdu, from: role)
            case .authenticate: plan(.smsc, within: 0...3000, .decide(isWelcome))
            case .bound, .answered, .lost: plan(role, within: 0...50, .send)
            case .handle(let handle, _):
                guard roll(1...100) > forgotten else { continue }
                let status: CommandStatus = roll(0...9) == 0 ? .submitFailed : .ok
                let slowest = Int(slowestAnswer.wholeMicroseconds / 1000)
                plan(role, within: 0...slowest, .answer(handle, status))
            case .close: plan(role.peer, at: arrival(at: role.peer), .closed)
            case .notified, .unreadable, .pauseReading, .resumeReading: break
            }
        }
    }

    private mutating func plan(
        _ end: SessionRole,
        at moment: Timestamp,
        _ happening: Happening
    ) {
        events.append(Event(at: moment, end: end, happening: happening))
    }

    /// Bytes arrive late, in pieces, and in order.
    private mutating func transmit(_ pdu: PDU, from role: SessionRole) {
        guard var bytes = try? pdu.encoded() else { return }
        if pdu.body.isResponse, roll(1...100) <= doubled { bytes += bytes }
        while !bytes.isEmpty {
            let piece = min(bytes.count, roll(0...3) == 0 ? roll(1...20) : bytes.count)
            plan(
                role.peer,
                at: arrival(at: role.peer),
                .bytes(Array(bytes.prefix(piece)))
            )
            bytes.removeFirst(piece)
        }
    }

    private mutating func arrival(at role: SessionRole) -> Timestamp {
        let slowest = Int(slowestHop.wholeMicroseconds / 1000)
        let earliest = arrivals[role] ?? now
        // One microsecond apart, because events at one moment happen in any order.
        let moment = max(
            earliest + .microseconds(1),
            now + .milliseconds(roll(0...slowest))
        )
        arrivals[role] = moment
        return moment
    }
}
