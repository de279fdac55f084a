public import AccountsModel
public import Essentials
public import SMSText

/// One SMS, from its acceptance to its final status.
public struct Message: Hashable, Sendable {
    /// The message's project and identifier.
    public let key: MessageKey
    /// The organization that pays.
    public let organization: OrganizationID
    /// The token that sent it; its callback gets the notifications.
    public let token: ObjectID
    /// The caller's reference, at most 40 characters.
    public let clientID: String?
    /// The status.
    public var status: MessageStatus
    /// The numeric reason, if something went wrong.
    public var statusCode: Int?
    /// The sender, as given.
    public let sender: String
    /// The recipient, as given.
    public let recipient: String
    /// The recipient's E.164 digits as a number, without the plus sign.
    public let destination: UInt64
    /// ISO 3166-1 alpha-2 code of the recipient's country.
    public let country: String
    /// The text, as given.
    public let text: String
    /// The text that is sent, after transliteration.
    public let deliveredText: String
    /// Whether UCS-2 was allowed.
    public let allowsUnicode: Bool
    /// Whether the given text has characters beyond GSM 03.38.
    public let isUnicode: Bool
    /// The encoding it is sent in.
    public let encoding: SMSEncoding
    /// Septets or UTF-16 units of the sent text.
    public let charactersCount: Int
    /// The number of parts.
    public let partsCount: Int
    /// The price of one part.
    public let pricePerPart: Money
    /// Whether the price was charged and not refunded.
    public var isCharged: Bool
    /// The ledger entry of the charge.
    public var chargeEntry: ObjectID?
    /// Whether it goes to the simulator, free of charge.
    public let isTest: Bool
    /// When it was accepted.
    public let createdAt: Timestamp
    /// When it is to be sent; nil for now.
    public let scheduledAt: Timestamp?
    /// When the carrier accepted it.
    public var sentAt: Timestamp?
    /// When it reached the phone.
    public var deliveredAt: Timestamp?
    /// When it expires unless a final receipt comes first.
    public var expiresAt: Timestamp
    /// The carrier that accepted it.
    public var carrier: CarrierID?
    /// The fields of a message that came over SMPP; nil if it came over HTTP.
    public let smpp: SMPPOrigin?

    /// The price of all parts.
    public var price: Money { pricePerPart * partsCount }

    /// Creates a message.
    public init(
        key: MessageKey,
        organization: OrganizationID,
        token: ObjectID,
        clientID: String?,
        status: MessageStatus,
        statusCode: Int?,
        sender: String,
        recipient: String,
        destination: UInt64,
        country: String,
        text: String,
        deliveredText: String,
        allowsUnicode: Bool,
        isUnicode: Bool,
        encoding: SMSEncoding,
        charactersCount: Int,
        partsCount: Int,
        pricePerPart: Money,
        isCharged: Bool,
        chargeEntry: ObjectID?,
        isTest: Bool,
        createdAt: Timestamp,
        scheduledAt: Timestamp?,
        sentAt: Timestamp?,
        deliveredAt: Timestamp?,
        expiresAt: Timestamp,
        carrier: CarrierID?,
        smpp: SMPPOrigin? = nil
    ) {
        self.key = key
        self.organization = organization
        self.token = token
        self.clientID = clientID
        self.status = status
        self.statusCode = statusCode
        self.sender = sender
        self.recipient = recipient
        self.destination = destination
        self.country = country
        self.text = text
        self.deliveredText = deliveredText
        self.allowsUnicode = allowsUnicode
        self.isUnicode = isUnicode
        self.encoding = encoding
        self.charactersCount = charactersCount
        self.partsCount = partsCount
        self.pricePerPart = pricePerPart
        self.isCharged = isCharged
        self.chargeEntry = chargeEntry
        self.isTest = isTest
        self.createdAt = createdAt
        self.scheduledAt = scheduledAt
        self.sentAt = sentAt
        self.deliveredAt = deliveredAt
        self.expiresAt = expiresAt
        self.carrier = carrier
        self.smpp = smpp
    }
}
