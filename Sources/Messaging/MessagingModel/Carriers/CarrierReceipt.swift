public import Essentials

/// A carrier's word on what became of a message.
public struct CarrierReceipt: Hashable, Sendable {
    /// The carrier's reference from its answer to the submission.
    public let reference: String
    /// The message, where the carrier returns our own name for it.
    public let key: MessageKey?
    /// What else tells of the message, for a hand-off whose answer was lost.
    public let hint: ReceiptHint?
    /// What became of it.
    public let status: MessageStatus
    /// Why.
    public let code: StatusCode
    /// The carrier's own words for why, at most 40 characters.
    public let carrierCode: String?
    /// When it happened.
    public let at: Timestamp

    /// Creates the value.
    public init(
        reference: String,
        key: MessageKey?,
        hint: ReceiptHint? = nil,
        status: MessageStatus,
        code: StatusCode,
        carrierCode: String?,
        at: Timestamp
    ) {
        self.reference = reference
        self.key = key
        self.hint = hint
        self.status = status
        self.code = code
        self.carrierCode = carrierCode
        self.at = at
    }
}

/// What a receipt echoes of a submission beside the carrier's reference.
///
/// Too little to name a message for sure, so it only ever resolves a hand-off in doubt, and only
/// where a single one fits.
public struct ReceiptHint: Hashable, Sendable {
    /// The number that was sent along, ``MessageKey/shortReference``.
    public let shortReference: UInt16
    /// The recipient's E.164 digits.
    public let destination: UInt64
    /// Whether the receipt speaks of the whole message, not of one of its parts.
    public let isForWholeMessage: Bool

    /// Creates the value.
    public init(shortReference: UInt16, destination: UInt64, isForWholeMessage: Bool) {
        self.shortReference = shortReference
        self.destination = destination
        self.isForWholeMessage = isForWholeMessage
    }
}
