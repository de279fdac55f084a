/// A version of SMPP, as in `interface_version`.
///
/// Values up to 0x33 mean 3.3 or earlier (SMPP 3.4, 5.2.4); values between two known versions mean
/// the lower one.
public struct InterfaceVersion: Hashable, Comparable, Sendable {
    /// The value of `interface_version`: 0x34 for 3.4.
    public let octet: UInt8

    /// SMPP 3.3: no optional parameters.
    public static let v33 = InterfaceVersion(octet: 0x33)
    /// SMPP 3.4.
    public static let v34 = InterfaceVersion(octet: 0x34)
    /// SMPP 5.0.
    public static let v50 = InterfaceVersion(octet: 0x50)

    /// Reads the value of `interface_version`.
    public init(_ octet: UInt8) {
        self =
            switch octet {
            case 0x50...: .v50
            case 0x34...: .v34
            default: .v33
            }
    }

    private init(octet: UInt8) { self.octet = octet }

    /// Whether optional parameters may be sent to a peer of this version.
    public var hasParameters: Bool { self >= .v34 }

    /// Whether the left version is older.
    public static func < (left: InterfaceVersion, right: InterfaceVersion) -> Bool {
        left.octet < right.octet
    }
}
