/// A message to all phones in an area; area, content and rate are in the parameters.
///
/// Source: SMPP 5.0, 4.4.
public struct BroadcastMessage: BodyLayout {
    /// The service that carries the message; at most 5 octets.
    public var serviceType = ""
    /// The sender; at most 20 digits or letters.
    public var source = Address()
    /// The id of the message to replace; at most 64 octets.
    public var messageID = ""
    /// 0 (lowest) to 4.
    public var priority: UInt8 = 0
    /// When to begin, in the form of ``SMPPTime``; empty for now.
    public var scheduleDeliveryTime = ""
    /// When the broadcast expires, in the form of ``SMPPTime``; empty for the server's default.
    public var validityPeriod = ""
    /// Whether an earlier broadcast is replaced.
    public var replaceIfPresent = false
    /// The character set of the text.
    public var dataCoding: UInt8 = 0
    /// The predefined message to send, from 1; 0 for none.
    public var defaultMessageID: UInt8 = 0
    /// Optional parameters.
    public var parameters = Parameters()

    /// Creates an empty broadcast.
    public init() {}

    mutating func code<Coder: FieldCoder>(_ coder: inout Coder) throws(Coder.Failure) {
        try coder.string(&serviceType, .serviceType)
        try coder.source(&source)
        try coder.string(&messageID, .messageID)
        try coder.octet(&priority, .priority)
        try coder.string(&scheduleDeliveryTime, .scheduleDeliveryTime)
        try coder.string(&validityPeriod, .validityPeriod)
        try coder.flag(&replaceIfPresent, .replaceIfPresent)
        try coder.octet(&dataCoding, .dataCoding)
        try coder.octet(&defaultMessageID, .defaultMessageID)
    }
}

/// Cancels a broadcast: cancel_broadcast_sm.
///
/// Source: SMPP 5.0, 4.6.
public struct BroadcastCancellation: BodyLayout {
    /// The service that carries the message; used only without an id.
    public var serviceType = ""
    /// The id of the message; empty for all that match the other fields.
    public var messageID = ""
    /// The sender of the message.
    public var source = Address()
    /// Optional parameters.
    public var parameters = Parameters()

    /// Creates an empty request.
    public init() {}

    mutating func code<Coder: FieldCoder>(_ coder: inout Coder) throws(Coder.Failure) {
        try coder.string(&serviceType, .serviceType)
        try coder.string(&messageID, .messageID)
        try coder.source(&source)
    }
}
