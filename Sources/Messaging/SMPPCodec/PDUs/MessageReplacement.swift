/// Replaces the text and the times of a waiting message: replace_sm.
///
/// Source: SMPP 3.4, 4.10.1.
public struct MessageReplacement: BodyLayout {
    /// The id of the message; at most 64 octets.
    public var messageID = ""
    /// The sender of the message.
    public var source = Address()
    /// When to deliver, in the form of ``SMPPTime``; empty for no change.
    public var scheduleDeliveryTime = ""
    /// When the message expires, in the form of ``SMPPTime``; empty for no change.
    public var validityPeriod = ""
    /// The receipts that the message asks for.
    public var registeredDelivery = RegisteredDelivery()
    /// The predefined message to send, from 1; 0 for none.
    public var defaultMessageID: UInt8 = 0
    /// The text in the original character set; at most 255 octets, 254 before SMPP 5.0.
    public var shortMessage: [UInt8] = []
    /// Optional parameters.
    public var parameters = Parameters()

    /// Creates an empty replacement.
    public init() {}

    /// The text: short_message, or message_payload if that is empty.
    public var message: [UInt8] {
        shortMessage.isEmpty ? parameters.messagePayload ?? [] : shortMessage
    }

    mutating func code<Coder: FieldCoder>(_ coder: inout Coder) throws(Coder.Failure) {
        try coder.string(&messageID, .messageID)
        try coder.source(&source)
        try coder.string(&scheduleDeliveryTime, .scheduleDeliveryTime)
        try coder.string(&validityPeriod, .validityPeriod)
        try coder.octet(&registeredDelivery.rawValue, .registeredDelivery)
        try coder.octet(&defaultMessageID, .defaultMessageID)
        try coder.octets(&shortMessage, .shortMessage)
    }
}
