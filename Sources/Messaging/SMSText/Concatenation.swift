/// The place of a part in a longer message.
///
/// Source: 3GPP TS 23.040 §9.2.3.24.1 (8-bit reference) and §9.2.3.24.8 (16-bit reference).
public struct Concatenation: Hashable, Sendable {
    /// What the parts of one message have in common.
    public let reference: UInt16

    /// How many parts the message has.
    public let total: UInt8

    /// The place of this part, from 1 to the total.
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

    /// A header with this element alone, its length octet included.
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
