public import Essentials

/// What became of a message, as a receipt tells it.
///
/// The text is a habit of message centres, not a rule, so every field may be missing; see
/// ``init(text:utcOffset:)`` for what is understood. Source: SMPP 3.4, Appendix B.
public struct DeliveryReceipt: Hashable, Sendable {
    /// The message (id), as the receipt spells it.
    public var messageID: String?
    /// How many messages were submitted (sub).
    public var submittedCount: Int?
    /// How many messages were delivered (dlvrd).
    public var deliveredCount: Int?
    /// When the message was submitted.
    public var submitDate: Timestamp?
    /// When the message reached its state.
    public var doneDate: Timestamp?
    /// The word for the state (stat), as the receipt spells it.
    public var status: String?
    /// The state; nil when the word is not understood.
    public var state: MessageState?
    /// The error (err): a number for the most part, and words from some.
    public var error: String?
    /// The begin of the text of the message.
    public var text: String?

    /// The octets of the text that a receipt repeats.
    public static let textLimit = 20

    /// Creates a receipt in which nothing is told.
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

    /// The receipt in the words of Appendix B, in ASCII: the short_message of a deliver_sm.
    ///
    /// Characters of the text that are not printable ASCII become question marks.
    public var shortMessage: [UInt8] {
        let start = (text ?? "").unicodeScalars.prefix(DeliveryReceipt.textLimit)
        return shortMessage(
            textOctets: start.map { (32...126).contains($0.value) ? UInt8($0.value) : 63 }
        )
    }

    /// The receipt in the words of Appendix B, with these octets in place of its text.
    ///
    /// Times are in UTC. The words before the text are the same in ASCII and in the GSM alphabet;
    /// the octets are in the character set that the data_coding of the deliver_sm names.
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
