/// A message: to the message centre in submit_sm, from it in deliver_sm.
///
/// Source: SMPP 3.4, 4.4.1 and 4.6.1.
public struct ShortMessage: BodyLayout {
    /// The service that carries the message; at most 5 octets.
    public var serviceType = ""
    /// The sender; at most 20 digits or letters.
    public var source = Address()
    /// The recipient; at most 20 digits or letters.
    public var destination = Address()
    /// The mode and type of the message.
    public var esmClass = ESMClass()
    /// The GSM protocol identifier.
    public var protocolID: UInt8 = 0
    /// 0 (lowest) to 3 or 4.
    public var priority: UInt8 = 0
    /// When to deliver, in the form of ``SMPPTime``; empty for now.
    public var scheduleDeliveryTime = ""
    /// When the message expires, in the form of ``SMPPTime``; empty for the server's default.
    public var validityPeriod = ""
    /// The receipts that the message asks for.
    public var registeredDelivery = RegisteredDelivery()
    /// Whether an earlier message with the same addresses and service type is replaced.
    public var replaceIfPresent = false
    /// The character set of the text.
    public var dataCoding: UInt8 = 0
    /// The predefined message to send, from 1; 0 for none.
    public var defaultMessageID: UInt8 = 0
    /// The text in the character set, with a header if any; at most 255 octets, 254 before SMPP
    /// 5.0.
    public var shortMessage: [UInt8] = []
    /// Optional parameters.
    public var parameters = Parameters()

    /// Creates an empty message.
    public init() {}

    /// Creates a message.
    public init(
        from source: Address,
        to destination: Address,
        _ shortMessage: [UInt8],
        dataCoding: UInt8 = 0,
        esmClass: ESMClass = ESMClass(),
        registeredDelivery: RegisteredDelivery = RegisteredDelivery()
    ) {
        self.source = source
        self.destination = destination
        self.shortMessage = shortMessage
        self.dataCoding = dataCoding
        self.esmClass = esmClass
        self.registeredDelivery = registeredDelivery
    }

    /// The text: short_message, or message_payload if that is empty.
    public var message: [UInt8] {
        shortMessage.isEmpty ? parameters.messagePayload ?? [] : shortMessage
    }

    mutating func code<Coder: FieldCoder>(_ coder: inout Coder) throws(Coder.Failure) {
        try codeSender(&coder)
        try coder.destination(&destination)
        try codeContent(&coder)
    }

    /// The fields before the destinations.
    mutating func codeSender<Coder: FieldCoder>(_ coder: inout Coder) throws(Coder.Failure) {
        try coder.string(&serviceType, .serviceType)
        try coder.source(&source)
    }

    /// The fields after the destinations.
    mutating func codeContent<Coder: FieldCoder>(_ coder: inout Coder) throws(Coder.Failure) {
        try coder.octet(&esmClass.rawValue, .esmClass)
        try coder.octet(&protocolID, .protocolID)
        try coder.octet(&priority, .priority)
        try coder.string(&scheduleDeliveryTime, .scheduleDeliveryTime)
        try coder.string(&validityPeriod, .validityPeriod)
        try coder.octet(&registeredDelivery.rawValue, .registeredDelivery)
        try coder.flag(&replaceIfPresent, .replaceIfPresent)
        try coder.octet(&dataCoding, .dataCoding)
        try coder.octet(&defaultMessageID, .defaultMessageID)
        try coder.octets(&shortMessage, .shortMessage)
    }
}
