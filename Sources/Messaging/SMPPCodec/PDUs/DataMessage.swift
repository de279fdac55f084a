/// A message in the lean form that goes both ways; its text is in message_payload.
///
/// Source: SMPP 3.4, 4.7.1.
public struct DataMessage: BodyLayout {
    /// Which service carries the message; at most 5 octets.
    public var serviceType = ""
    /// Who sends; at most 64 digits or letters.
    public var source = Address()
    /// Who receives; at most 64 digits or letters.
    public var destination = Address()
    /// How the message is to be handled, and what it is.
    public var esmClass = ESMClass()
    /// Which receipts are asked for.
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
