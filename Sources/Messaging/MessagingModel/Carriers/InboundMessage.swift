public import AccountsModel
public import Essentials
import PhoneNumbers

/// A message that a phone sent to one of our numbers, or one part of it.
public struct InboundMessage: Hashable, Sendable {
    /// The carrier's reference; a second delivery with the same reference is dropped.
    public let reference: String
    /// Who sent it.
    public let origin: InboundOrigin
    /// The address it was sent to: one of our senders.
    public let recipient: String
    /// The text; of octets that are no text, two hexadecimal digits each.
    public let text: String
    /// Whether it is octets that are no text.
    public let isBinary: Bool
    /// The outbound message that it answers, if the carrier knows.
    public let answering: MessageKey?
    /// Its place, if it is one part of a longer text.
    public let part: InboundPart?
    /// When it was sent.
    public let at: Timestamp

    /// Creates a message.
    public init(
        reference: String,
        origin: InboundOrigin,
        recipient: String,
        text: String,
        isBinary: Bool = false,
        answering: MessageKey?,
        part: InboundPart? = nil,
        at: Timestamp
    ) {
        self.reference = reference
        self.origin = origin
        self.recipient = recipient
        self.text = text
        self.isBinary = isBinary
        self.answering = answering
        self.part = part
        self.at = at
    }

    /// The status in notifications of what is no opt-out.
    public static let plainStatus = "inbound"

    /// The complete message, with the text of all its parts.
    public func whole(text: String) -> InboundMessage {
        InboundMessage(
            reference: reference,
            origin: origin,
            recipient: recipient,
            text: text,
            isBinary: isBinary,
            answering: answering,
            at: at
        )
    }
}

/// One part of a text that a phone sent in several.
///
/// Parts are stored as they come, so that the carrier gets its acknowledgement at once; the text is
/// put together when the last of them has arrived.
public struct InboundPart: Hashable, Sendable {
    /// The phone's reference for the whole text.
    public let reference: UInt16
    /// The number of this part, from 1.
    public let index: Int
    /// The number of parts, 2 to 255.
    public let count: Int
    /// The text in UTF-16; a character may begin in one part and end in the next.
    public let units: [UInt16]

    /// Creates a part.
    public init(reference: UInt16, index: Int, count: Int, units: [UInt16]) {
        self.reference = reference
        self.index = index
        self.count = count
        self.units = units
    }
}

/// An inbound message in the store.
public struct StoredInbound: Hashable, Sendable {
    /// The identifier.
    public let id: ObjectID
    /// The carrier that delivered it.
    public let carrier: CarrierID
    /// Who sent it.
    public let origin: InboundOrigin
    /// The address it was sent to.
    public let recipient: String
    /// The text; of octets that are no text, two hexadecimal digits each.
    public let text: String
    /// Whether it is octets that are no text.
    public let isBinary: Bool
    /// The status in notifications: `inbound` or `stop`.
    public let status: String
    /// The message that it answers, if that is known.
    public let answering: ObjectID?
    /// When it was sent.
    public let at: Timestamp

    /// Creates a message.
    public init(
        id: ObjectID,
        carrier: CarrierID,
        origin: InboundOrigin,
        recipient: String,
        text: String,
        isBinary: Bool = false,
        status: String,
        answering: ObjectID?,
        at: Timestamp
    ) {
        self.id = id
        self.carrier = carrier
        self.origin = origin
        self.recipient = recipient
        self.text = text
        self.isBinary = isBinary
        self.status = status
        self.answering = answering
        self.at = at
    }
}

extension StoredInbound {
    /// The address it was sent to: a number with its plus sign, anything else unchanged.
    public var normalizedRecipient: String {
        guard let number = E164Number(recipient), number.isValid else { return recipient }
        return number.description
    }
}

/// A number that phones can write to, and the token that gets their messages.
public struct InboundNumber: Hashable, Sendable {
    /// Digits without plus, or a short code.
    public let number: String
    /// The token that gets the messages.
    public let token: ObjectID

    /// Creates a number.
    public init(number: String, token: ObjectID) {
        self.number = number
        self.token = token
    }

    /// The longest number: 15 digits of E.164, and room for carriers that add a prefix.
    public static let longest = 20

    /// An address in the form in which numbers are compared: without plus, blanks and leading
    /// zeros.
    ///
    /// Nil for a sender that no phone can answer: one with letters, or too short or too long.
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

/// Stores the numbers that belong to tokens, and the unassigned inbound messages.
public protocol InboundStore: Sendable {
    /// All numbers that belong to a token, in order.
    func inboundNumbers() async throws(ServiceError) -> [InboundNumber]
    /// Assigns a number to a token, also if it belonged to another one.
    func assign(_ number: InboundNumber, audit: AuditEntry) async throws(ServiceError)
    /// Removes a number; throws ``ServiceError/notFound(_:)`` if no token has it.
    func removeInboundNumber(_ number: String, audit: AuditEntry) async throws(ServiceError)
    /// Unassigned inbound messages, latest first.
    func unclaimedInbound(limit: Int) async throws(ServiceError) -> [StoredInbound]
    /// The number of unassigned inbound messages.
    func unclaimedInboundCount() async throws(ServiceError) -> Int
}
