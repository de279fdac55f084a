public import Essentials

/// The outcome of a message, as a delivery receipt reports it.
///
/// The text is a convention, not a rule, so every field may be missing; see
/// ``init(text:utcOffset:)`` for what is accepted. Source: SMPP 3.4, Appendix B.
public struct DeliveryReceipt: Hashable, Sendable {
    /// The message (id), as written in the receipt.
    public var messageID: String?
    /// How many messages were submitted (sub).
    public var submittedCount: Int?
    /// How many messages were delivered (dlvrd).
    public var deliveredCount: Int?
    /// When the message was submitted.
    public var submitDate: Timestamp?
    /// When the message reached its state.
    public var doneDate: Timestamp?
    /// The word for the state (stat), as written in the receipt.
    public var status: String?
    /// The state; nil if the word is unknown.
    public var state: MessageState?
    /// The error (err): usually a number, sometimes words.
    public var error: String?
    /// The first characters of the message.
    public var text: String?

    /// The most octets of the text in a receipt.
    public static let textLimit = 20

    /// Creates an empty receipt.
    public init() {}

    /// Creates the receipt of one message.
    public init(
        messageID: String,
        state: MessageState,
        submitDate: Timestamp,
        doneDate: Timestamp,
        error: String = "000",
        text: String = ""
    ) {
        self.messageID = messageID
        self.state = state
        self.status = state.receiptWord
        self.submittedCount = 1
        self.deliveredCount = state == .delivered ? 1 : 0
        self.submitDate = submitDate
        self.doneDate = doneDate
        self.error = error
        self.text = text
    }

    /// The receipt in the form of Appendix B, in ASCII: the short_message of a deliver_sm.
    ///
    /// Characters of the text that are not printable ASCII become question marks.
    public var shortMessage: [UInt8] {
        let start = (text ?? "").unicodeScalars.prefix(DeliveryReceipt.textLimit)
        return shortMessage(
            textOctets: start.map { (32...126).contains($0.value) ? UInt8($0.value) : 63 }
        )
    }

    /// The receipt in the form of Appendix B, with these octets as its text.
    ///
    /// Times are in UTC. The fields before the text are the same in ASCII and in the GSM alphabet;
    /// the octets are in the character set of the deliver_sm's data_coding.
    public func shortMessage(textOctets: [UInt8]) -> [UInt8] {
        var words = "id:\(messageID ?? "")"
        words += " sub:\(DeliveryReceipt.count(submittedCount))"
        words += " dlvrd:\(DeliveryReceipt.count(deliveredCount))"
        words += " submit date:\(DeliveryReceipt.date(submitDate))"
        words += " done date:\(DeliveryReceipt.date(doneDate))"
        words += " stat:\(status ?? state?.receiptWord ?? MessageState.unknown.receiptWord)"
        words += " err:\(error ?? "000") text:"
        return words.utf8 + textOctets
    }

    private static func count(_ number: Int?) -> String {
        let digits = String(max(number ?? 0, 0))
        return String(repeating: "0", count: max(3 - digits.count, 0)) + digits
    }

    private static func date(_ moment: Timestamp?) -> String {
        SMPPTime.digits(moment.map { Array($0.digitPairs.prefix(5)) } ?? [0, 0, 0, 0, 0])
    }
}
