public import AccountsModel
public import Essentials

/// News that a customer asked for, such as a message's new status.
///
/// Over HTTP it is a webhook (docs/guides/receive-webhooks.md), over SMPP a `deliver_sm`
/// (docs/reference/smpp.md).
public struct Notification: Hashable, Sendable {
    /// The identifier; for one subject it grows in the order of events.
    public let id: ObjectID
    /// Where it is sent.
    public let endpoint: NotificationEndpoint
    /// The identifier of its subject; ``NotificationKind/subjectType`` says what that is.
    public let subject: ObjectID
    /// The content.
    public let payload: NotificationPayload
    /// When the event happened.
    public let eventAt: Timestamp
    /// Failed attempts so far.
    public var attempts: Int
    /// When the next attempt is due.
    public var dueAt: Timestamp
    /// When it was queued, or queued again by a replay; its age counts from then.
    public private(set) var queuedAt: Timestamp

    /// Creates a notification; by default it is queued when it is due.
    public init(
        id: ObjectID,
        endpoint: NotificationEndpoint,
        subject: ObjectID,
        payload: NotificationPayload,
        eventAt: Timestamp,
        attempts: Int = 0,
        dueAt: Timestamp,
        queuedAt: Timestamp? = nil
    ) {
        self.id = id
        self.endpoint = endpoint
        self.subject = subject
        self.payload = payload
        self.eventAt = eventAt
        self.attempts = attempts
        self.dueAt = dueAt
        self.queuedAt = queuedAt ?? dueAt
    }

    /// Moves its times, because the clock was moved.
    public mutating func move(by step: Duration) {
        dueAt = dueAt + step
        queuedAt = queuedAt + step
    }
}

extension Notification {
    /// The kind of event.
    public var kind: NotificationKind { payload.kind }
    /// The name of the event, such as `delivered`, `inbound` or `stop`.
    public var status: String { payload.status }
    /// The project it is about.
    public var project: ProjectID { endpoint.project }
    /// The token that is notified.
    public var token: ObjectID { endpoint.token }
    /// How it is sent.
    public var channel: NotificationChannel { endpoint.channel }
}
