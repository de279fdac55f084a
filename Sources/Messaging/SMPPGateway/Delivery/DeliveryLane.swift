import Collections
import Essentials
import MessagingModel
import SMPPCodec
import SMPPSession
import SMPPTransport

/// What requests are sent over.
protocol RequestLink: AnyObject, Sendable {
    /// Sends requests; those that come after the end of the session are lost without a word.
    func request(_ requests: [SMPPRequest])
}

extension SMPPLink: RequestLink {}

/// The receiving sessions of one client, and what is on its way to them.
///
/// Whatever has a turn goes to the session with the fewest unanswered that has room in its window,
/// and to the next in the round among equals: so one that never answers soon gets nothing more
/// while another does. What a session did not answer before it ended is sent again.
final class DeliveryLane: Sendable {
    /// A session that takes `deliver_sm`.
    private struct Seat {
        let link: any RequestLink
        let form: DeliverSM
        let window: Int
        var inFlight = 0
    }

    /// A notification on its way, with what is still to be sent of it.
    fileprivate struct Journey {
        let notification: Notification
        let receiver: any NotificationAnswerReceiver
        var rest: [PDUBody] = []
        /// The session that it was given to.
        var link: (any RequestLink)?
    }

    private struct State {
        var seats: [Seat] = []
        var turn = 0
        var waiting = BoundedQueue<Journey>(capacity: DeliveryLane.capacity)
        var underWay: [UInt64: Journey] = [:]
        var lastNumber: UInt64 = 0
    }

    /// What is to be done once the lock is open again.
    fileprivate struct Turn {
        var requests: [ObjectIdentifier: (link: any RequestLink, requests: [SMPPRequest])] = [:]
        var answers: [(receiver: any NotificationAnswerReceiver, answer: NotificationAnswer)] = []

        mutating func send(_ body: PDUBody, _ number: UInt64, over link: any RequestLink) {
            let request = SMPPRequest(body, token: RequestToken(number))
            requests[ObjectIdentifier(link), default: (link, [])].requests.append(request)
        }
    }

    /// More than the delivery service has on its way to one endpoint.
    private static let capacity = 20_000

    private let state = Locked(State())

    /// Whether anybody takes what comes.
    var isOccupied: Bool { state.withLock { !$0.seats.isEmpty } }

    /// A session begins to take `deliver_sm`.
    func join(_ link: any RequestLink, _ form: DeliverSM, window: Int) {
        run { state, turn in
            state.seats.append(Seat(link: link, form: form, window: window))
            Self.assign(&state, &turn)
        }
    }

    /// A session has ended.
    ///
    /// What it was given by another thread while it ended, it never tells of: that ends here.
    func leave(_ link: any RequestLink) {
        run { state, turn in
            state.seats.removeAll { $0.link === link }
            for (number, journey) in state.underWay where journey.link === link {
                state.underWay[number] = nil
                turn.end(journey, .notSent)
            }
            guard state.seats.isEmpty else { return }
            for journey in state.waiting.popFirst(.max) { turn.end(journey, .notSent) }
        }
    }

    /// Takes notifications for the sessions that are there.
    func send(
        _ notifications: [Notification],
        answersTo receiver: any NotificationAnswerReceiver
    ) {
        run { state, turn in
            for notification in notifications {
                let journey = Journey(notification: notification, receiver: receiver)
                if state.seats.isEmpty || !state.waiting.append(journey) {
                    turn.end(journey, .notSent)
                }
            }
            Self.assign(&state, &turn)
        }
    }

    /// Takes how requests to one session ended.
    func finished(_ outcomes: [SMPPRequestOutcome], on link: any RequestLink) {
        run { state, turn in
            for outcome in outcomes { Self.take(outcome, link, &state, &turn) }
            Self.assign(&state, &turn)
        }
    }

    private func run(_ body: (inout State, inout Turn) -> Void) {
        let turn = state.withLock { state in
            var turn = Turn()
            body(&state, &turn)
            return turn
        }
        for (link, requests) in turn.requests.values { link.request(requests) }
        guard let first = turn.answers.first else { return }
        if turn.answers.allSatisfy({ $0.receiver === first.receiver }) {
            first.receiver.take(turn.answers.map(\.answer))
        } else {
            for (receiver, answer) in turn.answers { receiver.take([answer]) }
        }
    }

    private static func take(
        _ outcome: SMPPRequestOutcome,
        _ link: any RequestLink,
        _ state: inout State,
        _ turn: inout Turn
    ) {
        let number = outcome.token.number
        guard var journey = state.underWay.removeValue(forKey: number) else { return }
        if case .answered(_, let pdu) = outcome, pdu.status == .ok, !journey.rest.isEmpty {
            turn.send(journey.rest.removeFirst(), number, over: link)
            state.underWay[number] = journey
            return
        }
        if let seat = state.seats.firstIndex(where: { $0.link === link }) {
            state.seats[seat].inFlight -= 1
        }
        turn.end(journey, outcome.notificationResult)
    }

    /// Gives what waits to sessions with room, one after the other.
    private static func assign(_ state: inout State, _ turn: inout Turn) {
        while !state.waiting.isEmpty, let seat = nextSeat(&state) {
            guard let next = state.waiting.popFirst() else { return }
            var journey = next
            journey.rest = state.seats[seat].form.requests(for: journey.notification)
            guard !journey.rest.isEmpty else {
                turn.end(journey, .dropped)
                continue
            }
            state.lastNumber += 1
            state.seats[seat].inFlight += 1
            let first = journey.rest.removeFirst()
            journey.link = state.seats[seat].link
            state.underWay[state.lastNumber] = journey
            turn.send(first, state.lastNumber, over: state.seats[seat].link)
        }
    }

    private static func nextSeat(_ state: inout State) -> Int? {
        var best: Int?
        var fewest = Int.max
        var index = state.turn
        for _ in state.seats.indices where fewest > 0 {
            index = (index + 1) % state.seats.count
            let seat = state.seats[index]
            guard seat.inFlight < min(seat.window, fewest) else { continue }
            (best, fewest) = (index, seat.inFlight)
        }
        state.turn = best ?? state.turn
        return best
    }
}

extension DeliveryLane.Turn {
    fileprivate mutating func end(
        _ journey: DeliveryLane.Journey,
        _ result: NotificationAnswer.Result
    ) {
        answers.append(
            (journey.receiver, NotificationAnswer(id: journey.notification.id, result: result))
        )
    }
}

extension SMPPRequestOutcome {
    /// What the end of a request means for the notification.
    fileprivate var notificationResult: NotificationAnswer.Result {
        switch self {
        case .answered(_, let pdu):
            pdu.status == .ok ? .delivered : .failed("\(pdu.status)")
        case .lost(_, let reason):
            switch reason {
            case .timedOut: .failed("no answer in time")
            case .unreadableAnswer: .failed("an unreadable answer")
            case .unwritable: .failed("it has no form in SMPP")
            case .sessionEnded: .notSent
            }
        case .refused: .notSent
        }
    }
}
