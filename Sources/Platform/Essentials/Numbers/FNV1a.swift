/// The FNV-1a hash, 64 bits: the same on every machine and in every release.
///
/// For fingerprints that are stored or compared between processes. Not for secrets: it is easy to
/// make two inputs with the same hash.
public struct FNV1a: Sendable {
    /// The hash of the bytes so far.
    public private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

    /// Creates a hash of no bytes.
    public init() {}

    /// Adds a byte.
    public mutating func combine(_ byte: UInt8) {
        value = (value ^ UInt64(byte)) &* 0x100_0000_01B3
    }

    /// Adds bytes, in order.
    public mutating func combine(contentsOf bytes: some Sequence<UInt8>) {
        for byte in bytes { combine(byte) }
    }
}
