/// The id that the message centre gave to a message: the response to submit_sm and similar
/// commands.
///
/// It is empty in deliver_sm_resp. Source: SMPP 3.4, 4.4.2, 4.6.2 and 4.7.2.
public struct MessageReference: BodyLayout {
    /// The id; at most 64 octets.
    public var messageID = ""
    /// Optional parameters.
    public var parameters = Parameters()

    /// Creates a response.
    public init(messageID: String, parameters: Parameters = Parameters()) {
        self.messageID = messageID
        self.parameters = parameters
    }

    /// Creates an empty response.
    public init() {}

    mutating func code<Coder: FieldCoder>(_ coder: inout Coder) throws(Coder.Failure) {
        try coder.string(&messageID, .messageID)
    }
}
