/// Takes a message back, or all messages between two addresses: cancel_sm.
///
/// Source: SMPP 3.4, 4.9.1.
public struct MessageCancellation: BodyLayout {
    /// Which service carries the messages; used without id alone.
    public var serviceType = ""
    /// The id of the message; empty for all messages that match the rest.
    public var messageID = ""
    /// Who sent the message.
    public var source = Address()
    /// Who receives the messages; used without id alone.
    public var destination = Address()
    /// Optional parameters.
    public var parameters = Parameters()

    /// Creates an empty wish.
    public init() {}

    mutating func code<Coder: FieldCoder>(_ coder: inout Coder) throws(Coder.Failure) {
        try coder.string(&serviceType, .serviceType)
        try coder.string(&messageID, .messageID)
        try coder.source(&source)
        try coder.destination(&destination)
    }
}
