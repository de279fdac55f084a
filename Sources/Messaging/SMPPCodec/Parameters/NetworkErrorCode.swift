/// An error of a mobile network.
///
/// Source: SMPP 3.4, 5.3.2.31; SMPP 5.0, 4.8.4.42.
public struct NetworkErrorCode: Hashable, Sendable {
    /// The kind of network: 1 for ANSI-136, 2 for IS-95, 3 for GSM, more in SMPP 5.0.
    public var networkType: UInt8

    /// The error, in the numbers of that network.
    public var code: UInt16

    /// Creates an error.
    public init(networkType: UInt8 = 3, code: UInt16) {
        self.networkType = networkType
        self.code = code
    }

    init?(_ octets: [UInt8]) {
        guard octets.count == 3 else { return nil }
        self.init(networkType: octets[0], code: UInt16(octets[1]) << 8 | UInt16(octets[2]))
    }

    var octets: [UInt8] {
        [networkType, UInt8(code >> 8), UInt8(truncatingIfNeeded: code)]
    }
}
