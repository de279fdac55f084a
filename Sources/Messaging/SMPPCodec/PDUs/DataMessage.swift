/// A message in a short form for both directions; its text is in message_payload.
///
/// Source: SMPP 3.4, 4.7.1.
public struct DataMessage: BodyLayout {
    /// The service that carries the message; at most 5 octets.
    public var serviceType = ""
    /// The sender; at most 64 digits or letters.
    public var source = Address()
    /// The recipient; at most 64 digits or letters.
    public var destination = Address()
    /// The mode and type of the message.
    public var esmClass = ESMClass()
    /// The receipts that the message asks for.
    public var registeredDelivery = RegisteredDelivery()
    /// The character set of the text.
    public var dataCoding: UInt8 = 0
    /// Optional parameters.
    public var parameters = Parameters()

    /// Creates an empty message.
    public init() {}

    /// The text: the message_payload.
    public var message: [UInt8] { parameters.messagePayload ?? [] }

    mutating func code<Coder: FieldCoder>(_ coder: inout Coder) throws(Coder.Failure) {
        try coder.string(&serviceType, .serviceType)
        try coder.address(&source, .sourceTON, .sourceNPI, .longSource)
        try coder.address(&destination, .destinationTON, .destinationNPI, .longDestination)
        try coder.octet(&esmClass.rawValue, .esmClass)
        try coder.octet(&registeredDelivery.rawValue, .registeredDelivery)
        try coder.octet(&dataCoding, .dataCoding)
    }
}
