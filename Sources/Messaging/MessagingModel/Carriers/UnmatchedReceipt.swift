public import Essentials

/// A receipt that found no message, kept for the operator.
public struct UnmatchedReceipt: Hashable, Sendable {
    /// How long it is kept.
    public static let lifetime = Duration.seconds(7 * 86_400)
    /// The most that are kept; the oldest are removed first.
    public static let most = 100_000

    /// Identifies it; the time of its arrival comes first.
    public let id: ObjectID
    /// The carrier that sent it.
    public let carrier: CarrierID
    /// The reference that it names; empty if it names none.
    public let reference: String
    /// The recipient's address, as the carrier writes it; nil if it does not.
    public let phone: String?
    /// Why it found no message.
    public let fault: CarrierReceipt.Fault
    /// The carrier's own word for the state, and its error.
    public let carrierCode: String?
    /// The start of the receipt; empty if it could be read.
    public let octets: [UInt8]
    /// When it came.
    public let receivedAt: Timestamp

    /// Creates the value.
    public init(
        id: ObjectID,
        carrier: CarrierID,
        reference: String,
        phone: String?,
        fault: CarrierReceipt.Fault,
        carrierCode: String?,
        octets: [UInt8],
        receivedAt: Timestamp
    ) {
        self.id = id
        self.carrier = carrier
        self.reference = reference
        self.phone = phone
        self.fault = fault
        self.carrierCode = carrierCode
        self.octets = octets
        self.receivedAt = receivedAt
    }

    /// A receipt that a carrier sent now.
    public init(_ receipt: CarrierReceipt, of carrier: CarrierID, id: ObjectID, at now: Timestamp) {
        self.init(
            id: id,
            carrier: carrier,
            reference: receipt.reference,
            phone: receipt.phone ?? receipt.hint.map { "+\($0.destination)" },
            fault: receipt.fault ?? .unmatched,
            carrierCode: receipt.carrierCode,
            octets: receipt.octets,
            receivedAt: now
        )
    }
}
