import Essentials

/// How a simulated SMSC behaves, besides what each number does.
///
/// Shares are 0 to 1; the same seed and submissions always select the same messages.
public struct SMSCOptions: Sendable {
    /// System ids that may bind and their passwords; if empty, every system id may.
    public var accounts: [String: String] = [:]
    /// The delay before a submission is answered.
    public var latency = Duration.zero
    /// The most random time added to the delay of an answer.
    public var jitter = Duration.zero
    /// The share of messages that are accepted but never answered.
    public var lostAnswers = 0.0
    /// The delay from the answer to the receipt.
    public var receiptDelay = Duration.milliseconds(500)
    /// The share of receipts that are never sent.
    public var lostReceipts = 0.0
    /// The share of receipts that are sent twice.
    public var doubledReceipts = 0.0
    /// The share of receipts that are sent up to four delays later, hence out of order.
    public var lateReceipts = 0.0
    /// The share of messages whose receipt is sent before the answer.
    public var earlyReceipts = 0.0
    /// The most submissions a second of a session; nil for no limit.
    public var submitsPerSecond: Int?
    /// The average time after which a session is cut off; nil for never.
    public var disconnectInterval: Duration?
    /// The form of message ids.
    public var identifiers = IdentifierForm.decimal
    /// The form of receipts.
    public var dialect = ReceiptDialect.standard
    /// The delay before an unacknowledged receipt is sent again.
    public var redelivery = Duration.seconds(5)
    /// Inbound messages, sent once a receiver is bound.
    public var inbound: [Inbound] = []
    /// The seed of everything random.
    public var seed: UInt64 = 1

    /// Creates the standard behaviour.
    public init() {}

    /// An inbound message.
    public struct Inbound: Hashable, Sendable {
        /// The phone's number.
        public let origin: String
        /// The number that it is sent to.
        public let recipient: String
        /// The text.
        public let text: String

        /// Creates an inbound message.
        public init(origin: String, recipient: String, text: String) {
            self.origin = origin
            self.recipient = recipient
            self.text = text
        }
    }

    /// The form of message ids in answers and in receipts.
    public enum IdentifierForm: String, CaseIterable, Sendable {
        /// Ten decimal digits.
        case decimal
        /// Eight hexadecimal digits, in receipts too.
        case hexadecimal
        /// Hexadecimal in the answer, decimal in the receipt, as in SMPP 3.3.
        case mixed
    }

    /// The form of receipts.
    public enum ReceiptDialect: String, CaseIterable, Sendable {
        /// The text of SMPP 3.4, appendix B, and the parameters.
        case standard
        /// The text alone, without parameters.
        case text
        /// The parameters alone, in a data_sm.
        case data
        /// The text without optional fields, in another order, in lower case.
        case sparse
    }
}
