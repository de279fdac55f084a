import Essentials

/// How a simulated SMSC behaves beside what each number does.
///
/// Shares are 0 to 1; with the same seed and the same submissions the same ones are hit.
public struct SMSCOptions: Sendable {
    /// System ids that may bind and their passwords; when empty, anybody may bind.
    public var accounts: [String: String] = [:]
    /// The wait before a submission is answered.
    public var latency = Duration.zero
    /// How much longer an answer may take, at random.
    public var jitter = Duration.zero
    /// The share of messages that are taken but never answered.
    public var lostAnswers = 0.0
    /// The wait from the answer to the receipt.
    public var receiptDelay = Duration.milliseconds(500)
    /// The share of receipts that are never sent.
    public var lostReceipts = 0.0
    /// The share of receipts that are sent twice.
    public var doubledReceipts = 0.0
    /// The share of receipts that come up to four delays later, hence out of order.
    public var lateReceipts = 0.0
    /// The share of messages whose receipt comes before the answer.
    public var earlyReceipts = 0.0
    /// Submissions a second that a session may make; nil for no limit.
    public var submitsPerSecond: Int?
    /// How often a session is cut off, on average; nil for never.
    public var disconnectInterval: Duration?
    /// How messages are named.
    public var identifiers = IdentifierForm.decimal
    /// How receipts are written.
    public var dialect = ReceiptDialect.standard
    /// The wait before a receipt that was not taken comes again.
    public var redelivery = Duration.seconds(5)
    /// Inbound messages, sent once a receiver is bound.
    public var inbound: [Inbound] = []
    /// Decides everything that is random.
    public var seed: UInt64 = 1

    /// Creates the standard behaviour.
    public init() {}

    /// An inbound message.
    public struct Inbound: Hashable, Sendable {
        /// The phone's number.
        public let origin: String
        /// The number it writes to.
        public let recipient: String
        /// What it writes.
        public let text: String

        /// Creates the value.
        public init(origin: String, recipient: String, text: String) {
            self.origin = origin
            self.recipient = recipient
            self.text = text
        }
    }

    /// How messages are named in answers and in receipts.
    public enum IdentifierForm: String, CaseIterable, Sendable {
        /// Ten decimal digits.
        case decimal
        /// Eight hexadecimal digits, in receipts too.
        case hexadecimal
        /// Hexadecimal in the answer, decimal in the receipt, as SMPP 3.3 has it.
        case mixed
    }

    /// How receipts are written.
    public enum ReceiptDialect: String, CaseIterable, Sendable {
        /// The text of SMPP 3.4, appendix B, with the parameters beside it.
        case standard
        /// The text alone, without parameters.
        case text
        /// The parameters alone, in a data_sm.
        case data
        /// The text without optional fields, in another order, in lower case.
        case sparse
    }
}
