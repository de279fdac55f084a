public import Essentials
public import SMSText

/// The operator's name for a carrier, such as `simulator`; 1 to 40 characters.
public struct CarrierID: Hashable, Sendable, CustomStringConvertible {
    /// The name.
    public let description: String
    /// Creates an identifier.
    public init(_ name: String) { description = name }
    /// Whether the name has 1 to 40 letters, digits, dashes, underscores and dots.
    public var isValid: Bool {
        (1...40).contains(description.utf8.count)
            && description.utf8.allSatisfy { byte in
                switch UnicodeScalar(byte) {
                case "0"..."9", "A"..."Z", "a"..."z", "-", "_", ".": true
                default: false
                }
            }
    }
    /// The built-in simulator.
    public static let simulator = CarrierID("simulator")
}

/// A connection over which messages leave and delivery receipts come back.
///
/// All calls pass batches and return at once: answers come through ``CarrierEvents``.
public protocol Carrier: Sendable {
    /// The operator's name for the carrier.
    var id: CarrierID { get }
    /// Connects, and from then on reports to the given events until ``stop()``.
    func start(reportingTo events: any CarrierEvents)
    /// Submits messages; each gets exactly one ``SubmitResult``, in any order.
    func submit(_ submissions: [Submission])
    /// Waits for answers and disconnects.
    func stop() async
    /// Applies changed settings; false to be replaced by a new carrier instead.
    func update(_ settings: CarrierSettings) throws(CarrierError) -> Bool
    /// The last error, as a sentence; nil if there is none.
    var lastError: String? { get }
}

extension Carrier {
    /// Asks to be replaced.
    public func update(_ settings: CarrierSettings) throws(CarrierError) -> Bool { false }
    /// Reports no error.
    public var lastError: String? { nil }
}

/// The events that a carrier reports to the pipeline.
public protocol CarrierEvents: Sendable {
    /// The carrier answered submissions.
    func submitted(_ results: [SubmitResult], by carrier: CarrierID)
    /// Delivery receipts came in; they are safe only once `acknowledge` was called.
    func received(
        _ receipts: [CarrierReceipt],
        from carrier: CarrierID,
        acknowledge: @escaping @Sendable () -> Void
    )
    /// Inbound messages came in; they are safe only once `acknowledge` was called.
    func received(
        _ messages: [InboundMessage],
        from carrier: CarrierID,
        acknowledge: @escaping @Sendable () -> Void
    )
    /// The carrier became able or unable to accept messages.
    func changed(_ carrier: CarrierID, to state: CarrierState)
}

/// Whether a carrier can accept messages.
public enum CarrierState: String, Sendable {
    /// Connected and accepting messages.
    case up
    /// Not connected; the carrier reconnects automatically.
    case down
    /// Taken out of service by the operator.
    case paused
}

/// One message that is handed to a carrier.
public struct Submission: Hashable, Sendable {
    /// The message.
    public let key: MessageKey
    /// The number of the hand-off, from 1.
    public var attempt: Int
    /// The number of the hand-off in this process; 0 before there is one.
    ///
    /// Two hand-offs may be one attempt, because throttling costs none; an answer to the first must
    /// not count as one to the second.
    public var handOff = 0
    /// The sender.
    public let sender: String
    /// The recipient's E.164 digits.
    public let destination: UInt64
    /// The text to send, already transliterated.
    public let text: String
    /// The encoding.
    public let encoding: SMSEncoding
    /// The number of parts.
    public let partsCount: Int
    /// When the message expires.
    public internal(set) var expiresAt: Timestamp
    /// The user data header of a part that the sender split itself, starting with its length byte.
    ///
    /// Empty for a message that the carrier splits as needed. With a header the message is one
    /// part, which is sent unchanged.
    public let userDataHeader: [UInt8]
    /// The bytes after the header, if encoding ``text`` would not produce them; nil otherwise.
    public let userDataPayload: [UInt8]?

    /// Creates a submission.
    public init(
        key: MessageKey,
        attempt: Int,
        sender: String,
        destination: UInt64,
        text: String,
        encoding: SMSEncoding,
        partsCount: Int,
        expiresAt: Timestamp,
        userDataHeader: [UInt8] = [],
        userDataPayload: [UInt8]? = nil
    ) {
        self.key = key
        self.attempt = attempt
        self.sender = sender
        self.destination = destination
        self.text = text
        self.encoding = encoding
        self.partsCount = partsCount
        self.expiresAt = expiresAt
        self.userDataHeader = userDataHeader
        self.userDataPayload = userDataPayload
    }
}

/// The carrier's answer to one submission.
public struct SubmitResult: Hashable, Sendable {
    /// The carrier's answer.
    public enum Outcome: Hashable, Sendable {
        /// Accepted; receipts name the references, one for each part that has its own.
        case accepted(references: [String])
        /// Too fast; the same carrier may be tried again.
        case throttled
        /// Not accepted for a temporary reason; another attempt or carrier may succeed.
        case temporaryFailure(carrierCode: String)
        /// Rejected permanently.
        case rejected(code: StatusCode, carrierCode: String)
        /// The connection was lost before the answer: nobody knows whether it was accepted.
        case inDoubt
        /// Never sent, e.g. because the link was lost first; counts as no attempt.
        case notSubmitted
    }

    /// The message.
    public let key: MessageKey
    /// The attempt that is answered.
    public let attempt: Int
    /// The hand-off that is answered: ``Submission/handOff``.
    public let handOff: Int
    /// The carrier's answer.
    public let outcome: Outcome
    /// When the answer came.
    public let at: Timestamp

    /// Creates the answer to a submission.
    public init(to submission: Submission, _ outcome: Outcome, at: Timestamp) {
        self.init(
            key: submission.key,
            attempt: submission.attempt,
            handOff: submission.handOff,
            outcome: outcome,
            at: at
        )
    }

    /// Creates the value.
    public init(
        key: MessageKey,
        attempt: Int,
        handOff: Int,
        outcome: Outcome,
        at: Timestamp
    ) {
        self.key = key
        self.attempt = attempt
        self.handOff = handOff
        self.outcome = outcome
        self.at = at
    }
}
