/// The place of a part in a longer message.
///
/// Source: 3GPP TS 23.040 §9.2.3.24.1 (8-bit reference) and §9.2.3.24.8 (16-bit reference).
public struct Concatenation: Hashable, Sendable {
    /// The reference that the parts of a message share.
    public let reference: UInt16

    /// The number of parts.
    public let total: UInt8

    /// The number of this part, from 1 to the total.
    public let sequence: UInt8

    /// Whether the reference takes 16 bits.
    public let isWide: Bool

    /// Creates the place of a part.
    public init(reference: UInt16, total: UInt8, sequence: UInt8, isWide: Bool) {
        self.reference = reference
        self.total = total
        self.sequence = sequence
        self.isWide = isWide
    }

    /// A header with only this element, including its length byte.
    public var userDataHeader: [UInt8] {
        if isWide {
            return [
                0x06, 0x08, 0x04, UInt8(reference >> 8), UInt8(truncatingIfNeeded: reference),
                total, sequence,
            ]
        }
        return [0x05, 0x00, 0x03, UInt8(truncatingIfNeeded: reference), total, sequence]
    }
}
