public import Domain

/// One message as a caller asked for it, before any rule was checked.
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
    /// When to send it, in ISO 8601 with a zone; nil for at once.
    public var scheduledAt: String?
    /// What the border already found wrong, such as a field of the wrong type.
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

/// Who sends, and at what prices.
public struct MessageOrigin: Sendable {
    /// Who pays.
    public let organization: OrganizationID
    /// Where the messages belong.
    public let project: ProjectID
    /// The token that was used.
    public let token: Token
    /// The prices that hold for the organization.
    public let prices: PriceProfile

    /// Creates the value.
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

/// Limits of what a caller may ask for.
public struct MessageLimits: Sendable, Hashable {
    /// Parts of one message (wire reference, §17 row 18).
    public var partsCount = 10
    /// Characters of the caller's reference (wire reference, §6.1).
    public var clientIDLength = 40
    /// How far ahead a message may be scheduled (wire reference, §17 row 23).
    public var scheduleAhead = Duration.seconds(30 * 86_400)
    /// How long a message may take before it expires (wire reference, §8.2).
    public var validity = Duration.seconds(48 * 3600)

    /// Creates the standard limits.
    public init() {}
}
