public import AccountsModel
public import Essentials

/// One thing that a token is owed word of: a status transition or an inbound message.
///
/// Over HTTP it is a webhook (docs/guides/receive-webhooks.md), over SMPP a deliver_sm
/// (docs/reference/smpp.md).
public struct Notification: Hashable, Sendable {
    /// The identifier; grows in the order in which the calls became due.
    public let id: ObjectID
    /// The way it goes.
    public let channel: NotificationChannel
    /// Whom to tell: the callback or the SMPP sessions of this token.
    public let token: ObjectID
    /// The message it tells of.
    public let message: MessageKey
    /// The caller's reference.
    public let clientID: String?
    /// The word for what happened, as `delivered`, `inbound` or `stop`.
    public let status: String
    /// The numeric reason.
    public let code: Int
    /// When it happened.
    public let eventAt: Timestamp
    /// The inbound message, if it tells of one.
    public let inbound: Inbound?
    /// The message as it was submitted, for a report over SMPP.
    public let submitted: SubmittedMessage?
    /// Attempts made so far.
    public var attempts: Int
    /// When the next attempt is due.
    public var dueAt: Timestamp
    /// When it was queued, or queued again by a replay; it is given up by its age from then.
    public let queuedAt: Timestamp

    /// Where it goes.
    public var endpoint: NotificationEndpoint {
        NotificationEndpoint(project: message.project, token: token, channel: channel)
    }

    /// What an inbound notification adds.
    public struct Inbound: Hashable, Sendable {
        /// The text.
        public let text: String
        /// The handset's number, with plus.
        public let from: String
        /// The address it was sent to.
        public let to: String

        /// Creates the value.
        public init(text: String, from: String, to: String) {
            self.text = text
            self.from = from
            self.to = to
        }
    }

    /// Creates the value; unless told otherwise it was queued when it is due.
    public init(
        id: ObjectID,
        token: ObjectID,
        message: MessageKey,
        clientID: String?,
        status: String,
        code: Int,
        eventAt: Timestamp,
        inbound: Inbound? = nil,
        channel: NotificationChannel = .webhook,
        submitted: SubmittedMessage? = nil,
        attempts: Int = 0,
        dueAt: Timestamp,
        queuedAt: Timestamp? = nil
    ) {
        self.id = id
        self.token = token
        self.message = message
        self.clientID = clientID
        self.status = status
        self.code = code
        self.eventAt = eventAt
        self.inbound = inbound
        self.channel = channel
        self.submitted = submitted
        self.attempts = attempts
        self.dueAt = dueAt
        self.queuedAt = queuedAt ?? dueAt
    }
}

/// The ways a notification can go.
///
/// The raw value is what the stores keep; it never changes its meaning.
public enum NotificationChannel: Int, Sendable, CaseIterable {
    /// A call of the token's callback URL.
    case webhook = 0
    /// A `deliver_sm` to a session of the token's system id.
    case smpp = 1
}

/// What a delivery report over SMPP says of the message beside its status.
public struct SubmittedMessage: Hashable, Sendable {
    /// Characters of the text that a report repeats (SMPP 3.4, appendix B).
    public static let longestTextStart = 20

    /// What the client asked for.
    public let origin: SMPPOrigin
    /// The sender, as given.
    public let sender: String
    /// The recipient, as given.
    public let recipient: String
    /// When it was accepted.
    public let at: Timestamp
    /// The first characters of the text.
    public let textStart: String

    /// Creates the value.
    public init(
        origin: SMPPOrigin,
        sender: String,
        recipient: String,
        at: Timestamp,
        textStart: String
    ) {
        self.origin = origin
        self.sender = sender
        self.recipient = recipient
        self.at = at
        self.textStart = textStart
    }
}

extension SubmittedMessage {
    /// What a report says of the message; nil when it came over HTTP.
    public init?(_ message: Message) {
        guard let origin = message.smpp else { return nil }
        self.init(
            origin: origin,
            sender: message.sender,
            recipient: message.recipient,
            at: message.createdAt,
            textStart: String(
                String.UnicodeScalarView(
                    message.text.unicodeScalars.prefix(SubmittedMessage.longestTextStart)
                )
            )
        )
    }
}

/// A notification that was given up, kept until it is replayed or discarded.
public struct DeadLetter: Hashable, Sendable {
    /// What was owed.
    public let notification: Notification
    /// What the last attempt met.
    public let lastError: String
    /// When it was given up.
    public let at: Timestamp

    /// Creates the value.
    public init(notification: Notification, lastError: String, at: Timestamp) {
        self.notification = notification
        self.lastError = lastError
        self.at = at
    }
}

/// What became of a notification.
public enum NotificationOutcome: Hashable, Sendable {
    /// The endpoint answered 2xx.
    case delivered
    /// Not delivered; the next attempt is due then.
    case retry(at: Timestamp, attempts: Int)
    /// Given up.
    case dead(reason: String, at: Timestamp, attempts: Int)
    /// Nobody wants it: its token has no callback any more.
    case dropped
}

/// Names a notification and says what became of it.
public struct NotificationSettlement: Hashable, Sendable {
    /// Where it went.
    public let endpoint: NotificationEndpoint
    /// The notification.
    public let id: ObjectID
    /// What became of it.
    public let outcome: NotificationOutcome

    /// Creates the value.
    public init(endpoint: NotificationEndpoint, id: ObjectID, outcome: NotificationOutcome) {
        self.endpoint = endpoint
        self.id = id
        self.outcome = outcome
    }
}

/// Where notifications of one token in one project go; order holds within an endpoint's messages.
public struct NotificationEndpoint: Hashable, Sendable {
    /// The project of the messages.
    public let project: ProjectID
    /// The token that is told.
    public let token: ObjectID
    /// The way.
    public let channel: NotificationChannel

    /// Creates the value.
    public init(project: ProjectID, token: ObjectID, channel: NotificationChannel = .webhook) {
        self.project = project
        self.token = token
        self.channel = channel
    }
}
