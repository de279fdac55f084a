public import Essentials

/// The operator's name for a connection to a carrier, as `simulator`; 1 to 40 characters.
public struct CarrierID: Hashable, Sendable, CustomStringConvertible {
    /// The name.
    public let description: String
    /// Wraps a name.
    public init(_ name: String) { description = name }
    /// The built-in simulator.
    public static let simulator = CarrierID("simulator")
}

/// A connection over which messages leave and receipts come back.
///
/// Everything crosses in batches and nothing waits: answers come through ``CarrierEvents``.
public protocol Carrier: Sendable {
    /// The operator's name for it.
    var id: CarrierID { get }
    /// Connects, and from then on reports to the given events until ``stop()``.
    func start(reportingTo events: any CarrierEvents)
    /// Takes messages; each gets exactly one ``SubmitResult``, in any order.
    func submit(_ submissions: [Submission])
    /// Finishes what is under way and disconnects.
    func stop() async
    /// Works by changed settings from now on; false to be replaced by a new carrier instead.
    func update(_ settings: CarrierSettings) throws(CarrierError) -> Bool
    /// What went wrong last, as a sentence; nil when all is well.
    var lastError: String? { get }
}

extension Carrier {
    /// Asks to be replaced.
    public func update(_ settings: CarrierSettings) throws(CarrierError) -> Bool { false }
    /// Reports nothing.
    public var lastError: String? { nil }
}

/// What a carrier tells the pipeline.
public protocol CarrierEvents: Sendable {
    /// The carrier answered submissions.
    func submitted(_ results: [SubmitResult], by carrier: CarrierID)
    /// Receipts came in; they count as taken only once `acknowledge` was called.
    func received(
        _ receipts: [CarrierReceipt],
        from carrier: CarrierID,
        acknowledge: @escaping @Sendable () -> Void
    )
    /// Messages from handsets came in; they count as taken only once `acknowledge` was called.
    func received(
        _ messages: [InboundMessage],
        from carrier: CarrierID,
        acknowledge: @escaping @Sendable () -> Void
    )
    /// The carrier became able or unable to take messages.
    func changed(_ carrier: CarrierID, to state: CarrierState)
}

/// Whether a carrier can take messages.
public enum CarrierState: String, Sendable {
    /// Connected and taking messages.
    case up
    /// Not connected; tries by itself.
    case down
    /// Taken out of service by the operator.
    case paused
}

/// One message on its way to a carrier.
public struct Submission: Hashable, Sendable {
    /// Names the message.
    public let key: MessageKey
    /// Counts the hand-offs of the message, from 1.
    public var attempt: Int
    /// The number of the hand-off in this process; 0 before there is one.
    ///
    /// Two hand-offs may be the same attempt, as throttling costs none; the answer to the first must
    /// not pass for one to the second.
    public var handOff = 0
    /// The sender.
    public let sender: String
    /// The recipient's E.164 digits.
    public let destination: UInt64
    /// The text to send, already transliterated.
    public let text: String
    /// Its alphabet.
    public let encoding: Message.Encoding
    /// How many parts it makes.
    public let partsCount: Int
    /// After this moment delivery is pointless.
    public let expiresAt: Timestamp
    /// The user data header of a part that the sender cut itself, its length octet first.
    ///
    /// Empty for a message that the carrier's connector may cut as it likes. With a header the
    /// message is one part, to be sent on as it is.
    public let userDataHeader: [UInt8]
    /// What follows the header where encoding ``text`` would not give it; nil where it does.
    public let userDataPayload: [UInt8]?

    /// Creates the value.
    public init(
        key: MessageKey,
        attempt: Int,
        sender: String,
        destination: UInt64,
        text: String,
        encoding: Message.Encoding,
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
    /// What the carrier said.
    public enum Outcome: Hashable, Sendable {
        /// Taken; the references return in receipts, one for each part that has its own.
        case accepted(references: [String])
        /// Too fast; the same carrier may be tried again.
        case throttled
        /// Not taken for a passing reason; another attempt, perhaps elsewhere, may work.
        case temporaryFailure(carrierCode: String)
        /// Refused for good.
        case rejected(code: StatusCode, carrierCode: String)
        /// The connection broke before the answer: taken or not, nobody knows.
        case inDoubt
        /// The carrier was never asked, as when the link broke first: costs no attempt.
        case notSubmitted
    }

    /// Names the message.
    public let key: MessageKey
    /// The attempt that is answered.
    public let attempt: Int
    /// ``Submission/handOff``.
    public let handOff: Int
    /// What the carrier said.
    public let outcome: Outcome
    /// When it said so.
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
