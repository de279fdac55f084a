public import Essentials

/// One call that a token's callback URL is owed: a status transition or an inbound message.
///
/// Source: wire reference of the Transactional API, §9 and §10.
public struct Notification: Hashable, Sendable {
    /// The identifier; grows in the order in which the calls became due.
    public let id: ObjectID
    /// Where the call goes: the callback of this token.
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
    /// Attempts made so far.
    public var attempts: Int
    /// When the next attempt is due.
    public var dueAt: Timestamp
    /// When it was queued, or queued again by a replay; it is given up by its age from then.
    public let queuedAt: Timestamp

    /// Where it goes.
    public var endpoint: NotificationEndpoint {
        NotificationEndpoint(project: message.project, token: token)
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
        self.attempts = attempts
        self.dueAt = dueAt
        self.queuedAt = queuedAt ?? dueAt
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
    /// The token whose callback is called.
    public let token: ObjectID

    /// Creates the value.
    public init(project: ProjectID, token: ObjectID) {
        self.project = project
        self.token = token
    }
}
