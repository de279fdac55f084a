public import Essentials
public import HTTPClient
public import MessagingModel

/// Sends notifications to the callbacks of tokens, over HTTP.
public struct WebhookSender: NotificationSender {
    private let transport: any WebhookTransport
    private let clock: any Clock
    private let timeout: Duration
    private let target: @Sendable (ObjectID) -> CallbackAnswer

    /// Creates a sender.
    ///
    /// - Parameters:
    ///   - transport: makes the requests.
    ///   - clock: the time that requests are signed with.
    ///   - timeout: how long an endpoint may take to answer.
    ///   - target: returns the callback of a token. Called for each notification, so it must be
    ///     quick.
    public init(
        transport: any WebhookTransport,
        clock: any Clock = SystemClock(),
        timeout: Duration = .seconds(5),
        target: @escaping @Sendable (ObjectID) -> CallbackAnswer
    ) {
        self.transport = transport
        self.clock = clock
        self.timeout = timeout
        self.target = target
    }

    /// Posts the notifications whose tokens have a callback.
    public func send(
        _ notifications: [Notification],
        answersTo receiver: any NotificationAnswerReceiver
    ) {
        let now = clock.now
        var requests: [OutgoingRequest] = []
        requests.reserveCapacity(notifications.count)
        var unsent: [NotificationAnswer] = []
        for (index, notification) in notifications.enumerated() {
            switch target(notification.token) {
            case .found(let target):
                requests.append(
                    WebhookRequest.request(
                        for: notification,
                        id: index,
                        to: target,
                        at: now,
                        timeout: timeout
                    )
                )
            case .none: unsent.append(NotificationAnswer(id: notification.id, result: .dropped))
            case .notKnownYet:
                unsent.append(NotificationAnswer(id: notification.id, result: .notSent))
            }
        }
        if !unsent.isEmpty { receiver.take(unsent) }
        guard !requests.isEmpty else { return }
        let answers = WebhookAnswers(ids: notifications.map(\.id), receiver)
        transport.perform(requests, answersTo: answers)
    }
}

/// Turns HTTP answers into those of notifications; a request's number is its index in the batch.
private final class WebhookAnswers: AnswerReceiver {
    private let ids: [ObjectID]
    private let receiver: any NotificationAnswerReceiver

    init(ids: [ObjectID], _ receiver: any NotificationAnswerReceiver) {
        self.ids = ids
        self.receiver = receiver
    }

    func take(_ answers: [OutgoingAnswer]) {
        receiver.take(answers.map { NotificationAnswer(id: ids[$0.id], result: $0.notification) })
    }
}

extension OutgoingAnswer {
    /// What the HTTP answer means for the notification.
    ///
    /// Only an endpoint that says it is overloaded can ask for a wait.
    fileprivate var notification: NotificationAnswer.Result {
        switch result {
        case .answered(200..<300, _): .delivered
        case .answered(let status, _):
            .failed(
                "HTTP \(status)",
                retryAfter: status == 429 || status == 503 ? retryAfter : nil
            )
        case .failed(.overloaded), .failed(.stopped): .notSent
        case .failed(let failure): .failed(failure.description)
        }
    }
}
