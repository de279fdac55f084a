/// Asks for a session: bind_receiver, bind_transmitter and bind_transceiver.
///
/// Source: SMPP 3.4, 4.1.1, 4.1.3 and 4.1.5.
public struct Bind: BodyLayout {
    /// Who binds; at most 15 octets.
    public var systemID = ""
    /// The secret of who binds; at most 8 octets.
    public var password = ""
    /// What kind of system binds; at most 12 octets.
    public var systemType = ""
    /// The version of SMPP: 0x33 or below, 0x34 or 0x50.
    public var interfaceVersion: UInt8 = 0x34
    /// What the binding system serves: its digits are a pattern of at most 40 octets.
    public var addressRange = Address()
    /// Optional parameters.
    public var parameters = Parameters()

    /// Creates a bind without name.
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

/// Answers a bind.
///
/// Source: SMPP 3.4, 4.1.2, 4.1.4 and 4.1.6.
public struct BindResponse: BodyLayout {
    /// Who answers; at most 15 octets.
    public var systemID = ""
    /// Optional parameters; sc_interface_version tells the version of who answers.
    public var parameters = Parameters()

    /// Creates an answer.
    public init(systemID: String = "", parameters: Parameters = Parameters()) {
        self.systemID = systemID
        self.parameters = parameters
    }

    /// Creates an answer without name.
    public init() {}

    mutating func code<Coder: FieldCoder>(_ coder: inout Coder) throws(Coder.Failure) {
        try coder.string(&systemID, .systemID)
    }
}

/// Asks the other side to bind as a receiver.
///
/// Source: SMPP 3.4, 4.1.7.
public struct Outbind: BodyLayout {
    /// Who asks; at most 15 octets.
    public var systemID = ""
    /// The secret of who asks; at most 8 octets.
    public var password = ""
    /// Optional parameters.
    public var parameters = Parameters()

    /// Creates a wish without name.
    public init() {}

    /// Creates a wish.
    public init(systemID: String, password: String) {
        self.systemID = systemID
        self.password = password
    }

    mutating func code<Coder: FieldCoder>(_ coder: inout Coder) throws(Coder.Failure) {
        try coder.string(&systemID, .systemID)
        try coder.string(&password, .password)
    }
}
