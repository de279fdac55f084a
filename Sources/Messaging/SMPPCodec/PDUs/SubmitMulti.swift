/// One message to several destinations.
///
/// Source: SMPP 3.4, 4.5.1.
public struct SubmitMulti: BodyLayout {
    /// The message for all destinations; its own destination is not on the wire.
    public var content = ShortMessage()
    /// The recipients; at most 255, 254 before SMPP 5.0.
    public var destinations: [Destination] = []

    /// Optional parameters.
    public var parameters: Parameters {
        get { content.parameters }
        set { content.parameters = newValue }
    }

    /// Creates an empty message.
    public init() {}

    /// Creates a message.
    public init(_ content: ShortMessage, to destinations: [Destination]) {
        self.content = content
        self.content.destination = Address()
        self.destinations = destinations
    }

    /// The message to one of the destinations.
    public func message(to destination: Address) -> ShortMessage {
        var message = content
        message.destination = destination
        return message
    }

    mutating func code<Coder: FieldCoder>(_ coder: inout Coder) throws(Coder.Failure) {
        try content.codeSender(&coder)
        try coder.list(&destinations, .destinations)
        try content.codeContent(&coder)
    }
}

/// A recipient of a submit_multi.
///
/// Source: SMPP 3.4, 4.5.1.1 and 5.2.25.
public enum Destination: Hashable, FieldLayout {
    /// One recipient.
    case address(Address)
    /// A list that the message centre keeps; its name has at most 20 octets.
    case distributionList(String)

    init() { self = .address(Address()) }

    mutating func code<Coder: FieldCoder>(_ coder: inout Coder) throws(Coder.Failure) {
        var flag: UInt8 = if case .address = self { 1 } else { 2 }
        try coder.octet(&flag, .destinationFlag)
        switch flag {
        case 1:
            var address = if case .address(let address) = self { address } else { Address() }
            try coder.destination(&address)
            self = .address(address)
        case 2:
            var name = if case .distributionList(let name) = self { name } else { "" }
            try coder.string(&name, .distributionList)
            self = .distributionList(name)
        default: throw coder.invalid(.destinationFlag)
        }
    }
}

/// The response to a submit_multi.
///
/// Source: SMPP 3.4, 4.5.2.
public struct SubmitMultiResponse: BodyLayout {
    /// The id of the message; at most 64 octets.
    public var messageID = ""
    /// The destinations that were not accepted; at most 255.
    public var unsuccessful: [UnsuccessfulDestination] = []
    /// Optional parameters.
    public var parameters = Parameters()

    /// Creates an empty response.
    public init() {}

    /// Creates a response.
    public init(messageID: String, unsuccessful: [UnsuccessfulDestination] = []) {
        self.messageID = messageID
        self.unsuccessful = unsuccessful
    }

    mutating func code<Coder: FieldCoder>(_ coder: inout Coder) throws(Coder.Failure) {
        try coder.string(&messageID, .messageID)
        try coder.list(&unsuccessful, .unsuccessful)
    }
}

/// A destination that was not accepted.
///
/// Source: SMPP 3.4, 4.5.2.1.
public struct UnsuccessfulDestination: Hashable, FieldLayout {
    /// The recipient.
    public var address: Address
    /// The reason.
    public var status: CommandStatus

    /// Creates the destination.
    public init(_ address: Address, status: CommandStatus) {
        self.address = address
        self.status = status
    }

    init() { self.init(Address(), status: .ok) }

    mutating func code<Coder: FieldCoder>(_ coder: inout Coder) throws(Coder.Failure) {
        try coder.destination(&address)
        var number = status.rawValue
        try coder.word(&number, .errorStatus)
        status = CommandStatus(number)
    }
}
