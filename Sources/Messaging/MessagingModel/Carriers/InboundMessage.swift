public import AccountsModel
public import Essentials

/// A message from a handset, or one part of it.
public struct InboundMessage: Hashable, Sendable {
    /// The carrier's name for it; a second delivery under the same name is dropped.
    public let reference: String
    /// The handset's E.164 digits.
    public let origin: UInt64
    /// The address it was sent to: one of our senders.
    public let recipient: String
    /// The text.
    public let text: String
    /// The outbound message it answers, where the carrier knows.
    public let answering: MessageKey?
    /// Where it belongs, when it is one part of a longer text.
    public let part: InboundPart?
    /// When it was sent.
    public let at: Timestamp

    /// Creates the value.
    public init(
        reference: String,
        origin: UInt64,
        recipient: String,
        text: String,
        answering: MessageKey?,
        part: InboundPart? = nil,
        at: Timestamp
    ) {
        self.reference = reference
        self.origin = origin
        self.recipient = recipient
        self.text = text
        self.answering = answering
        self.part = part
        self.at = at
    }

    /// The same message with another text, and whole.
    public func whole(text: String) -> InboundMessage {
        InboundMessage(
            reference: reference,
            origin: origin,
            recipient: recipient,
            text: text,
            answering: answering,
            at: at
        )
    }
}

/// One part of a text that a handset sent in several.
///
/// Parts are stored as they come, so that the carrier may be told at once; the text is made when
/// the last of them is there.
public struct InboundPart: Hashable, Sendable {
    /// The handset's number for the whole text.
    public let reference: UInt16
    /// Which part it is, from 1.
    public let index: Int
    /// How many parts there are, 2 to 255.
    public let count: Int
    /// The text as UTF-16 units; a character may begin in one part and end in the next.
    public let units: [UInt16]

    /// Creates the value.
    public init(reference: UInt16, index: Int, count: Int, units: [UInt16]) {
        self.reference = reference
        self.index = index
        self.count = count
        self.units = units
    }
}

/// A message from a handset as it lies in the store.
public struct StoredInbound: Hashable, Sendable {
    /// The identifier.
    public let id: ObjectID
    /// The carrier it came over.
    public let carrier: CarrierID
    /// The handset's E.164 digits.
    public let origin: UInt64
    /// The address it was sent to.
    public let recipient: String
    /// The text.
    public let text: String
    /// What reports of it say: `inbound` or `stop`.
    public let status: String
    /// The message that it answers, where that is known.
    public let answering: ObjectID?
    /// When it was sent.
    public let at: Timestamp

    /// Creates the value.
    public init(
        id: ObjectID,
        carrier: CarrierID,
        origin: UInt64,
        recipient: String,
        text: String,
        status: String,
        answering: ObjectID?,
        at: Timestamp
    ) {
        self.id = id
        self.carrier = carrier
        self.origin = origin
        self.recipient = recipient
        self.text = text
        self.status = status
        self.answering = answering
        self.at = at
    }
}

/// An address that handsets write to, and the token that gets what they write.
public struct InboundNumber: Hashable, Sendable {
    /// Digits without plus, or a short code.
    public let number: String
    /// Who gets it.
    public let token: ObjectID

    /// Creates the value.
    public init(number: String, token: ObjectID) {
        self.number = number
        self.token = token
    }

    /// The longest number: 15 digits of E.164, and room for carriers that put a prefix.
    public static let longest = 20

    /// An address as numbers are compared: without plus, blanks and leading zeros.
    ///
    /// Nil for a sender that no handset can answer: one with letters, or too short or long.
    public static func normalized(_ address: String) -> String? {
        var digits: [UInt8] = []
        digits.reserveCapacity(address.utf8.count)
        for byte in address.utf8 {
            switch byte {
            case UInt8(ascii: "0") where digits.isEmpty: continue
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digits.append(byte)
            case UInt8(ascii: "+") where digits.isEmpty: continue
            case UInt8(ascii: " "): continue
            default: return nil
            }
        }
        guard (3...longest).contains(digits.count) else { return nil }
        return String(decoding: digits, as: UTF8.self)
    }
}

/// Where numbers are kept that belong to tokens, and what came in for nobody.
public protocol InboundStore: Sendable {
    /// All numbers that belong to a token, in order.
    func inboundNumbers() async throws(ServiceError) -> [InboundNumber]
    /// Gives a number to a token, also when another one had it.
    func assign(_ number: InboundNumber, audit: AuditEntry) async throws(ServiceError)
    /// Takes a number away; throws ``ServiceError/notFound(_:)`` when nobody has it.
    func removeInboundNumber(_ number: String, audit: AuditEntry) async throws(ServiceError)
    /// Messages that came in for nobody, latest first.
    func unclaimedInbound(limit: Int) async throws(ServiceError) -> [StoredInbound]
    /// How many messages came in for nobody.
    func unclaimedInboundCount() async throws(ServiceError) -> Int
}
