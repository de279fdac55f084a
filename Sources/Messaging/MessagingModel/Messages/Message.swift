public import AccountsModel
public import Essentials

/// One SMS, from its acceptance to its final status.
public struct Message: Hashable, Sendable {
    /// The alphabets, under the names of the vendor's counter.
    public enum Encoding: Int, Sendable {
        /// Only characters of the GSM 03.38 default alphabet.
        case gsm7 = 1
        /// With characters of its extension table, two septets each.
        case gsm7Extended = 2
        /// UCS-2, characters outside the basic plane as surrogates.
        case utf16 = 3

        /// The word on the wire.
        public var name: String {
            switch self {
            case .gsm7: "GSM_7BIT"
            case .gsm7Extended: "GSM_7BIT_EX"
            case .utf16: "UTF16"
            }
        }
    }

    /// Names the message.
    public let key: MessageKey
    /// Who pays.
    public let organization: OrganizationID
    /// The token that sent it; its callback gets the reports.
    public let token: ObjectID
    /// The caller's reference, at most 40 characters.
    public let clientID: String?
    /// Where it stands.
    public var status: MessageStatus
    /// Why, once something went wrong.
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
    /// The alphabet it is sent in.
    public let encoding: Encoding
    /// Septets or UTF-16 units of the sent text.
    public let charactersCount: Int
    /// Parts it is sent in.
    public let partsCount: Int
    /// The price of one part.
    public let pricePerPart: Money
    /// Whether the price was taken and not given back.
    public var isCharged: Bool
    /// The ledger entry that took the price.
    public var chargeEntry: ObjectID?
    /// Whether it goes to the simulator for nothing.
    public let isTest: Bool
    /// When it was accepted.
    public let createdAt: Timestamp
    /// When it shall be sent; nil for at once.
    public let scheduledAt: Timestamp?
    /// When the carrier took it.
    public var sentAt: Timestamp?
    /// When it reached the handset.
    public var deliveredAt: Timestamp?
    /// When it expires unless a final receipt came before.
    public let expiresAt: Timestamp
    /// The carrier that took it.
    public var carrier: CarrierID?
    /// What it asks for when it came over SMPP; nil when it came over HTTP.
    public let smpp: SMPPOrigin?

    /// The price of all parts.
    public var price: Money { pricePerPart * partsCount }

    /// Creates the value.
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
        encoding: Encoding,
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
