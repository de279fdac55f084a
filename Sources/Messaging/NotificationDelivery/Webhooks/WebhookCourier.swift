public import Essentials
public import HTTPClient
import MessagingModel

/// Brings notifications to the callbacks of tokens, by HTTP.
public struct WebhookCourier: NotificationCourier {
    private let transport: any WebhookTransport
    private let clock: any Clock
    private let timeout: Duration
    private let target: @Sendable (ObjectID) -> CallbackAnswer

    /// Creates a courier.
    ///
    /// - Parameters:
    ///   - transport: makes the calls.
    ///   - clock: gives the time that calls are signed with.
    ///   - timeout: how long an endpoint may take to answer.
    ///   - target: the callback of a token. Asked before each call, so must be quick.
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

    /// Makes the calls of notifications whose tokens have a callback.
    public func carry(_ parcels: [Parcel], answersTo receiver: any ParcelReceiver) {
        let now = clock.now
        var requests: [OutgoingRequest] = []
        requests.reserveCapacity(parcels.count)
        var unsent: [ParcelAnswer] = []
        for parcel in parcels {
            switch target(parcel.notification.token) {
            case .found(let target):
                requests.append(
                    NotificationCall.request(
                        for: parcel.notification,
                        id: parcel.id,
                        to: target,
                        at: now,
                        timeout: timeout
                    )
                )
            case .none: unsent.append(ParcelAnswer(id: parcel.id, outcome: .dropped))
            case .notKnownYet: unsent.append(ParcelAnswer(id: parcel.id, outcome: .notMade))
            }
        }
        if !unsent.isEmpty { receiver.take(unsent) }
        if !requests.isEmpty {
            transport.perform(requests, answersTo: WebhookAnswers(receiver))
        }
    }
}

/// Turns what endpoints answered into what became of parcels.
private final class WebhookAnswers: AnswerReceiver {
    private let receiver: any ParcelReceiver

    init(_ receiver: any ParcelReceiver) { self.receiver = receiver }

    func take(_ answers: [OutgoingAnswer]) {
        receiver.take(
            answers.map {
                ParcelAnswer(id: $0.id, outcome: $0.result.outcome, retryAfter: $0.wish)
            }
        )
    }
}

extension OutgoingAnswer {
    /// The wait that the endpoint asks for; heard only of one that has too much to do.
    fileprivate var wish: Duration? {
        switch result {
        case .answered(429, _), .answered(503, _): retryAfter
        default: nil
        }
    }
}

extension OutgoingAnswer.Result {
    fileprivate var outcome: ParcelAnswer.Outcome {
        switch self {
        case .answered(200..<300, _): .delivered
        case .answered(let status, _): .failed("HTTP \(status)")
        case .failed(.overloaded), .failed(.stopped): .notMade
        case .failed(let failure): .failed(failure.description)
        }
    }
}
