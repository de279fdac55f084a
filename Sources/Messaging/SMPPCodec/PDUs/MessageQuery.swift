/// Asks for the state of a message: query_sm and query_broadcast_sm.
///
/// Source: SMPP 3.4, 4.8.1; SMPP 5.0, 4.6.
public struct MessageQuery: BodyLayout {
    /// The id of the message; at most 64 octets.
    public var messageID = ""
    /// The sender of the message.
    public var source = Address()
    /// Optional parameters.
    public var parameters = Parameters()

    /// Creates an empty query.
    public init() {}

    /// Creates a query.
    public init(messageID: String, source: Address) {
        self.messageID = messageID
        self.source = source
    }

    mutating func code<Coder: FieldCoder>(_ coder: inout Coder) throws(Coder.Failure) {
        try coder.string(&messageID, .messageID)
        try coder.source(&source)
    }
}

/// The state of a message: query_sm_resp.
///
/// Source: SMPP 3.4, 4.8.2.
public struct MessageQueryResponse: BodyLayout {
    /// The id of the message; at most 64 octets.
    public var messageID = ""
    /// When the state became final, in the form of ``SMPPTime``; empty before.
    public var finalDate = ""
    /// The number of the ``MessageState``.
    public var messageState: UInt8 = MessageState.unknown.rawValue
    /// The error of the network; 0 for none.
    public var errorCode: UInt8 = 0
    /// Optional parameters.
    public var parameters = Parameters()

    /// Creates an empty response.
    public init() {}

    /// Creates a response.
    public init(
        messageID: String,
        finalDate: String = "",
        state: MessageState,
        errorCode: UInt8 = 0
    ) {
        self.messageID = messageID
        self.finalDate = finalDate
        self.messageState = state.rawValue
        self.errorCode = errorCode
    }

    mutating func code<Coder: FieldCoder>(_ coder: inout Coder) throws(Coder.Failure) {
        try coder.string(&messageID, .messageID)
        try coder.string(&finalDate, .finalDate)
        try coder.octet(&messageState, .messageState)
        try coder.octet(&errorCode, .errorCode)
    }
}
