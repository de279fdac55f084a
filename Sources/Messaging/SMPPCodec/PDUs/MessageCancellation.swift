/// Cancels a message, or all messages between two addresses: cancel_sm.
///
/// Source: SMPP 3.4, 4.9.1.
public struct MessageCancellation: BodyLayout {
    /// The service that carries the messages; used only without an id.
    public var serviceType = ""
    /// The id of the message; empty for all messages that match the other fields.
    public var messageID = ""
    /// The sender of the message.
    public var source = Address()
    /// The recipient of the messages; used only without an id.
    public var destination = Address()
    /// Optional parameters.
    public var parameters = Parameters()

    /// Creates an empty request.
    public init() {}

    mutating func code<Coder: FieldCoder>(_ coder: inout Coder) throws(Coder.Failure) {
        try coder.string(&serviceType, .serviceType)
        try coder.string(&messageID, .messageID)
        try coder.source(&source)
        try coder.destination(&destination)
    }
}
