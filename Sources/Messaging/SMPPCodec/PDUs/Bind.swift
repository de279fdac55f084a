/// Requests a session: bind_receiver, bind_transmitter and bind_transceiver.
///
/// Source: SMPP 3.4, 4.1.1, 4.1.3 and 4.1.5.
public struct Bind: BodyLayout {
    /// The client's system id; at most 15 octets.
    public var systemID = ""
    /// The client's password; at most 8 octets.
    public var password = ""
    /// The kind of client; at most 12 octets.
    public var systemType = ""
    /// The version of SMPP: 0x33 or below, 0x34 or 0x50.
    public var interfaceVersion: UInt8 = 0x34
    /// The addresses that the client serves: a pattern of at most 40 octets.
    public var addressRange = Address()
    /// Optional parameters.
    public var parameters = Parameters()

    /// Creates an empty bind.
    public init() {}

    /// Creates a bind.
    public init(
        systemID: String,
        password: String,
        systemType: String = "",
        interfaceVersion: UInt8 = 0x34,
        addressRange: Address = Address()
    ) {
        self.systemID = systemID
        self.password = password
        self.systemType = systemType
        self.interfaceVersion = interfaceVersion
        self.addressRange = addressRange
    }

    mutating func code<Coder: FieldCoder>(_ coder: inout Coder) throws(Coder.Failure) {
        try coder.string(&systemID, .systemID)
        try coder.string(&password, .password)
        try coder.string(&systemType, .systemType)
        try coder.octet(&interfaceVersion, .interfaceVersion)
        try coder.address(&addressRange, .addressTON, .addressNPI, .addressRange)
    }
}

/// The response to a bind.
///
/// Source: SMPP 3.4, 4.1.2, 4.1.4 and 4.1.6.
public struct BindResponse: BodyLayout {
    /// The server's system id; at most 15 octets.
    public var systemID = ""
    /// Optional parameters; sc_interface_version is the server's version.
    public var parameters = Parameters()

    /// Creates a response.
    public init(systemID: String = "", parameters: Parameters = Parameters()) {
        self.systemID = systemID
        self.parameters = parameters
    }

    /// Creates an empty response.
    public init() {}

    mutating func code<Coder: FieldCoder>(_ coder: inout Coder) throws(Coder.Failure) {
        try coder.string(&systemID, .systemID)
    }
}

/// Asks the peer to bind as a receiver.
///
/// Source: SMPP 3.4, 4.1.7.
public struct Outbind: BodyLayout {
    /// The server's system id; at most 15 octets.
    public var systemID = ""
    /// The server's password; at most 8 octets.
    public var password = ""
    /// Optional parameters.
    public var parameters = Parameters()

    /// Creates an empty request.
    public init() {}

    /// Creates a request.
    public init(systemID: String, password: String) {
        self.systemID = systemID
        self.password = password
    }

    mutating func code<Coder: FieldCoder>(_ coder: inout Coder) throws(Coder.Failure) {
        try coder.string(&systemID, .systemID)
        try coder.string(&password, .password)
    }
}
