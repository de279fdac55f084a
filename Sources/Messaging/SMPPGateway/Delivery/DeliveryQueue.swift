import Collections
import Essentials
import MessagingModel
import SMPPCodec
import SMPPSession
import SMPPTransport

/// A link that requests are sent over.
protocol RequestLink: AnyObject, Sendable {
    /// Sends requests; those that come after the end of the session are dropped silently.
    func request(_ requests: [SMPPRequest])
}

extension SMPPLink: RequestLink {}

/// The receiving sessions of one client, and the notifications for them.
///
/// The next notification goes to the session with the fewest unanswered requests that has room in
/// its window, and in turn among equals: a session that stops answering gets nothing more while
/// another answers. What a session did not answer before it ended is sent again.
final class DeliveryQueue: Sendable {
    /// A session that takes `deliver_sm`.
    private struct Session {
        let link: any RequestLink
        let form: DeliverSM
        let window: Int
        var inFlight = 0
    }

    /// A notification in flight, with the requests of it that are still to be sent.
    fileprivate struct Delivery {
        let notification: Notification
        let receiver: any NotificationAnswerReceiver
        var rest: [PDUBody] = []
        /// The session that it is sent over.
        var link: (any RequestLink)?
    }

    private struct State {
        var sessions: [Session] = []
        var turn = 0
        var waiting = BoundedQueue<Delivery>(capacity: DeliveryQueue.capacity)
        var underWay: [UInt64: Delivery] = [:]
        var lastNumber: UInt64 = 0
    }

    /// What to do once the lock is released.
    fileprivate struct Turn {
        var requests: [ObjectIdentifier: (link: any RequestLink, requests: [SMPPRequest])] = [:]
        var answers: [(receiver: any NotificationAnswerReceiver, answer: NotificationAnswer)] = []

        mutating func send(_ body: PDUBody, _ number: UInt64, over link: any RequestLink) {
            let request = SMPPRequest(body, token: RequestToken(number))
            requests[ObjectIdentifier(link), default: (link, [])].requests.append(request)
        }
    }

    /// More than the notification service has in flight to one endpoint.
    private static let capacity = 20_000

    private let state = Locked(State())

    /// Whether a session receives.
    var hasSessions: Bool { state.withLock { !$0.sessions.isEmpty } }

    /// Adds a session that receives `deliver_sm`.
    func join(_ link: any RequestLink, _ form: DeliverSM, window: Int) {
        run { state, turn in
            state.sessions.append(Session(link: link, form: form, window: window))
            Self.assign(&state, &turn)
        }
    }

    /// Removes a session that has ended.
    ///
    /// Requests given to it by another thread while it ended are never reported by the link, so
    /// their notifications end here.
    func leave(_ link: any RequestLink) {
        run { state, turn in
            state.sessions.removeAll { $0.link === link }
            for (number, delivery) in state.underWay where delivery.link === link {
                state.underWay[number] = nil
                turn.end(delivery, .notSent)
            }
            guard state.sessions.isEmpty else { return }
            for delivery in state.waiting.popFirst(.max) { turn.end(delivery, .notSent) }
        }
    }

    /// Sends notifications over the sessions.
    func send(
        _ notifications: [Notification],
        answersTo receiver: any NotificationAnswerReceiver
    ) {
        run { state, turn in
            for notification in notifications {
                let delivery = Delivery(notification: notification, receiver: receiver)
                if state.sessions.isEmpty || !state.waiting.append(delivery) {
                    turn.end(delivery, .notSent)
                }
            }
            Self.assign(&state, &turn)
        }
    }

    /// Takes the outcomes of requests to one session.
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
        guard var delivery = state.underWay.removeValue(forKey: number) else { return }
        if case .answered(_, let pdu) = outcome, pdu.status == .ok, !delivery.rest.isEmpty {
            turn.send(delivery.rest.removeFirst(), number, over: link)
            state.underWay[number] = delivery
            return
        }
        if let session = state.sessions.firstIndex(where: { $0.link === link }) {
            state.sessions[session].inFlight -= 1
        }
        turn.end(delivery, outcome.notificationResult)
    }

    /// Sends waiting notifications over sessions with room.
    private static func assign(_ state: inout State, _ turn: inout Turn) {
        while !state.waiting.isEmpty, let session = nextSession(&state) {
            guard let next = state.waiting.popFirst() else { return }
            var delivery = next
            delivery.rest = state.sessions[session].form.requests(for: delivery.notification)
            guard !delivery.rest.isEmpty else {
                turn.end(delivery, .dropped)
                continue
            }
            state.lastNumber += 1
            state.sessions[session].inFlight += 1
            let first = delivery.rest.removeFirst()
            delivery.link = state.sessions[session].link
            state.underWay[state.lastNumber] = delivery
            turn.send(first, state.lastNumber, over: state.sessions[session].link)
        }
    }

    private static func nextSession(_ state: inout State) -> Int? {
        var best: Int?
        var fewest = Int.max
        var index = state.turn
        for _ in state.sessions.indices where fewest > 0 {
            index = (index + 1) % state.sessions.count
            let session = state.sessions[index]
            guard session.inFlight < min(session.window, fewest) else { continue }
            (best, fewest) = (index, session.inFlight)
        }
        state.turn = best ?? state.turn
        return best
    }
}

extension DeliveryQueue.Turn {
    fileprivate mutating func end(
        _ delivery: DeliveryQueue.Delivery,
        _ result: NotificationAnswer.Result
    ) {
        answers.append(
            (delivery.receiver, NotificationAnswer(id: delivery.notification.id, result: result))
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
            case .unwritable: .failed("it cannot be encoded in SMPP")
            case .sessionEnded: .notSent
            }
        case .refused: .notSent
        }
    }
}
