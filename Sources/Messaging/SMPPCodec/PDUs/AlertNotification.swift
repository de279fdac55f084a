/// Tells that a handset came back that could not be reached.
///
/// Source: SMPP 3.4, 4.12.1.
public struct AlertNotification: BodyLayout {
    /// The handset; at most 64 digits.
    public var source = Address()
    /// Who asked to be told; at most 64 digits or letters.
    public var esme = Address()
    /// Optional parameters; ms_availability_status tells more.
    public var parameters = Parameters()

    /// Creates an empty notification.
    public init() {}

    mutating func code<Coder: FieldCoder>(_ coder: inout Coder) throws(Coder.Failure) {
        try coder.address(&source, .sourceTON, .sourceNPI, .longSource)
        try coder.address(&esme, .esmeTON, .esmeNPI, .esme)
    }
}
