/// Reports that a phone that was unreachable is available again.
///
/// Source: SMPP 3.4, 4.12.1.
public struct AlertNotification: BodyLayout {
    /// The phone; at most 64 digits.
    public var source = Address()
    /// The client that asked for the notification; at most 64 digits or letters.
    public var esme = Address()
    /// Optional parameters, such as ms_availability_status.
    public var parameters = Parameters()

    /// Creates an empty notification.
    public init() {}

    mutating func code<Coder: FieldCoder>(_ coder: inout Coder) throws(Coder.Failure) {
        try coder.address(&source, .sourceTON, .sourceNPI, .longSource)
        try coder.address(&esme, .esmeTON, .esmeNPI, .esme)
    }
}
