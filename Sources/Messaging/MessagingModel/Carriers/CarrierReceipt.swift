public import Essentials

/// A delivery receipt: what a carrier reports of a message's fate.
public struct CarrierReceipt: Hashable, Sendable {
    /// The carrier's reference from its answer to the submission.
    public let reference: String
    /// The message, if the carrier returns our own identifier.
    public let key: MessageKey?
    /// What else identifies the message, for a hand-off whose answer was lost.
    public let hint: ReceiptHint?
    /// The reported status.
    public let status: MessageStatus
    /// The reason.
    public let code: StatusCode
    /// The carrier's own words for the reason, at most 40 characters.
    public let carrierCode: String?
    /// The recipient's address, as the carrier writes it; nil if it does not.
    public let phone: String?
    /// Why it cannot be used; nil if it can.
    public let fault: Fault?
    /// The start of the receipt, of one that cannot be used.
    public let octets: [UInt8]
    /// When it happened.
    public let at: Timestamp

    /// Why no message can be found for a receipt.
    public enum Fault: String, Hashable, Sendable, CaseIterable {
        /// No message of the carrier has its reference.
        case unmatched
        /// It has no reference.
        case withoutIdentifier = "without_id"
        /// It has a reference, and a state that is unknown.
        case unknownState = "unknown_state"
    }

    /// Creates a receipt.
    public init(
        reference: String,
        key: MessageKey?,
        hint: ReceiptHint? = nil,
        status: MessageStatus,
        code: StatusCode,
        carrierCode: String?,
        phone: String? = nil,
        fault: Fault? = nil,
        octets: [UInt8] = [],
        at: Timestamp
    ) {
        self.reference = reference
        self.key = key
        self.hint = hint
        self.status = status
        self.code = code
        self.carrierCode = carrierCode
        self.phone = phone
        self.fault = fault
        self.octets = octets
        self.at = at
    }
}

/// What a receipt repeats of a submission besides the carrier's reference.
///
/// It does not identify a message for certain, so it only ever resolves a hand-off in doubt, and
/// only if a single one matches.
public struct ReceiptHint: Hashable, Sendable {
    /// The number that was sent along, ``MessageKey/shortReference``.
    public let shortReference: UInt16
    /// The recipient's E.164 digits.
    public let destination: UInt64
    /// Whether the receipt is for the whole message, not for one of its parts.
    public let isForWholeMessage: Bool

    /// Creates a hint.
    public init(shortReference: UInt16, destination: UInt64, isForWholeMessage: Bool) {
        self.shortReference = shortReference
        self.destination = destination
        self.isForWholeMessage = isForWholeMessage
    }
}
