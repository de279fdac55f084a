public import AccountsModel
public import Essentials

/// Something that happened and that a token is to be notified of.
///
/// Over HTTP it is a webhook (docs/guides/receive-webhooks.md), over SMPP a `deliver_sm`
/// (docs/reference/smpp.md).
public struct Notification: Hashable, Sendable {
    /// The identifier; grows in the order in which things happened to a subject.
    public let id: ObjectID
    /// Where it goes.
    public let endpoint: NotificationEndpoint
    /// The identifier of what it is about; ``NotificationKind/subjectType`` says what that is.
    public let subject: ObjectID
    /// What it says.
    public let payload: NotificationPayload
    /// When it happened.
    public let eventAt: Timestamp
    /// Failed attempts so far.
    public var attempts: Int
    /// When the next attempt is due.
    public var dueAt: Timestamp
    /// When it was queued, or queued again by a replay; its age counts from then.
    public let queuedAt: Timestamp

    /// Creates the value; unless given, the time it was queued is the time it is due.
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
}

extension Notification {
    /// What kind of thing happened.
    public var kind: NotificationKind { payload.kind }
    /// The word for what happened, such as `delivered`, `inbound` or `stop`.
    public var status: String { payload.status }
    /// The project it is about.
    public var project: ProjectID { endpoint.project }
    /// The token that is notified.
    public var token: ObjectID { endpoint.token }
    /// How it is sent.
    public var channel: NotificationChannel { endpoint.channel }
}
