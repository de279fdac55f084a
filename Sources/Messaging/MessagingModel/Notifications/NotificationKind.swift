/// The kinds of notifications.
///
/// The raw value is what the stores keep; it never changes its meaning.
///
/// | kind | subject | payload | reaches |
/// | --- | --- | --- | --- |
/// | `message.status` | message | ``MessageStatusPayload`` | webhooks, SMPP |
/// | `message.inbound` | message | ``InboundMessagePayload`` | webhooks, SMPP |
///
/// A new kind is a row here with its payload, its stored form (`NotificationPayload+JSON` in the
/// store) and its webhook body (`WebhookBody`).
public enum NotificationKind: String, Sendable, CaseIterable {
    /// A message that was submitted has a new status.
    case messageStatus = "message.status"
    /// A phone sent a message.
    case inboundMessage = "message.inbound"

    /// The kind of subject of these notifications.
    public var subjectType: NotificationSubjectType {
        switch self {
        case .messageStatus, .inboundMessage: .message
        }
    }
}

/// The kinds of subjects; the subject's identifier is ``Notification/subject``.
///
/// Notifications about one subject are sent one after the other.
public enum NotificationSubjectType: String, Sendable, CaseIterable {
    /// A message: the one with the new status, or the one that an inbound message answers; an
    /// inbound message that answers none is its own subject.
    case message
}

/// The content of a notification, by kind.
public enum NotificationPayload: Hashable, Sendable {
    /// A message that was submitted has a new status.
    case messageStatus(MessageStatusPayload)
    /// A phone sent a message.
    case inboundMessage(InboundMessagePayload)

    /// The kind.
    public var kind: NotificationKind {
        switch self {
        case .messageStatus: .messageStatus
        case .inboundMessage: .inboundMessage
        }
    }

    /// The name of the event, such as `delivered`, `inbound` or `stop`.
    public var status: String {
        switch self {
        case .messageStatus(let payload): payload.status
        case .inboundMessage(let payload): payload.status
        }
    }
}

/// A message that was submitted has a new status.
public struct MessageStatusPayload: Hashable, Sendable {
    /// The name of the status.
    public let status: String
    /// The numeric reason.
    public let code: Int
    /// The caller's reference.
    public let clientID: String?
    /// The message as it was submitted, for a delivery receipt over SMPP.
    ///
    /// Not part of the stored form: the store reads it from the message.
    public let submitted: SubmittedMessage?

    /// Creates the payload.
    public init(
        status: String,
        code: Int,
        clientID: String?,
        submitted: SubmittedMessage? = nil
    ) {
        self.status = status
        self.code = code
        self.clientID = clientID
        self.submitted = submitted
    }
}

/// A phone sent a message.
public struct InboundMessagePayload: Hashable, Sendable {
    /// `inbound`, or `stop` for an opt-out.
    public let status: String
    /// The reference of the message that it answers.
    public let clientID: String?
    /// The text; of octets that are no text, two hexadecimal digits each.
    public let text: String
    /// Whether it is octets that are no text.
    public let isBinary: Bool
    /// The phone's number, with plus; or what else sent it, as the carrier writes it.
    public let from: String
    /// The address it was sent to.
    public let to: String

    /// Creates the payload.
    public init(
        status: String,
        clientID: String?,
        text: String,
        isBinary: Bool = false,
        from: String,
        to: String
    ) {
        self.status = status
        self.clientID = clientID
        self.text = text
        self.isBinary = isBinary
        self.from = from
        self.to = to
    }
}
