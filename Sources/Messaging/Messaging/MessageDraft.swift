public import AccountsModel
public import Essentials
public import MessagingModel

/// A message as requested, before any rule is checked.
public struct MessageDraft: Sendable, Hashable {
    /// The sender.
    public var from: String?
    /// The recipient.
    public var to: String?
    /// The text.
    public var text: String?
    /// Whether UCS-2 may be used.
    public var allowsUnicode: Bool
    /// The caller's reference.
    public var clientID: String?
    /// When to send it, in ISO 8601 with a zone; nil for now.
    public var scheduledAt: String?
    /// The fields of a message that comes over SMPP.
    public var smpp: SMPPDraft?
    /// Errors that the API already found, such as a field of the wrong type.
    public var errors: [FieldError]

    /// Creates a draft.
    public init(
        from: String? = nil,
        to: String? = nil,
        text: String? = nil,
        allowsUnicode: Bool = false,
        clientID: String? = nil,
        scheduledAt: String? = nil,
        errors: [FieldError] = []
    ) {
        self.from = from
        self.to = to
        self.text = text
        self.allowsUnicode = allowsUnicode
        self.clientID = clientID
        self.scheduledAt = scheduledAt
        self.errors = errors
    }
}

/// The fields of a message that comes over SMPP, before any rule is checked.
public struct SMPPDraft: Sendable, Hashable {
    /// The delivery receipts that the client wants.
    public var reports: ReportRequest
    /// The kind of the sender's address.
    public var source: AddressKind
    /// The kind of the recipient's address.
    public var destination: AddressKind
    /// When to send it; nil for now.
    public var scheduledAt: Timestamp?
    /// When it expires; nil for the platform's validity.
    public var expiresAt: Timestamp?
    /// Whether the client has no room for the whole id of the message.
    public var hasShortID: Bool
    /// The part of a longer message that the client split itself.
    public var part: PartDraft?

    /// Creates a draft.
    public init(
        reports: ReportRequest = .none,
        source: AddressKind,
        destination: AddressKind,
        hasShortID: Bool = false,
        scheduledAt: Timestamp? = nil,
        expiresAt: Timestamp? = nil,
        part: PartDraft? = nil
    ) {
        self.reports = reports
        self.source = source
        self.destination = destination
        self.hasShortID = hasShortID
        self.scheduledAt = scheduledAt
        self.expiresAt = expiresAt
        self.part = part
    }
}

/// A part that a client split itself, sent unchanged.
public struct PartDraft: Sendable, Hashable {
    /// Its place in the longer message; nil if the header is about something else.
    public var place: PartPlace?
    /// The user data header with its length byte.
    public var header: [UInt8]
    /// The bytes after the header: unpacked septets, or UTF-16 big endian.
    public var payload: [UInt8]
    /// Whether the payload is UTF-16.
    public var isUTF16: Bool

    /// Creates a draft.
    public init(place: PartPlace?, header: [UInt8], payload: [UInt8], isUTF16: Bool) {
        self.place = place
        self.header = header
        self.payload = payload
        self.isUTF16 = isUTF16
    }
}

/// The sender of a message, and its prices.
public struct MessageOrigin: Sendable {
    /// The organization that pays.
    public let organization: OrganizationID
    /// The project of the messages.
    public let project: ProjectID
    /// The token that was used.
    public let token: Token
    /// The organization's prices.
    public let prices: PriceProfile

    /// Creates an origin.
    public init(
        organization: OrganizationID,
        project: ProjectID,
        token: Token,
        prices: PriceProfile
    ) {
        self.organization = organization
        self.project = project
        self.token = token
        self.prices = prices
    }
}

/// The limits of a message.
public struct MessageLimits: Sendable, Hashable {
    /// The most parts.
    public var partsCount = 10
    /// The longest reference of the caller, in characters.
    public var clientIDLength = 40
    /// How far ahead a message may be scheduled.
    public var scheduleAhead = Duration.seconds(30 * 86_400)
    /// How long a message is valid at most.
    public var validity = Duration.seconds(48 * 3600)

    /// Creates the standard limits.
    public init() {}
}
