/// Character sets with one byte per character: ASCII in the lower half, other letters in the upper.
///
/// Source: ISO/IEC 8859-1, -5 and -8.
public enum ISO8859: Sendable, Hashable, CaseIterable {
    /// Western European letters.
    case latin1
    /// Cyrillic letters.
    case cyrillic
    /// Hebrew letters.
    case hebrew

    /// What an undefined byte becomes.
    private static let replacement: UInt16 = 0xFFFD

    /// The UTF-16 code unit of a byte: no character of these sets needs two.
    public func unit(of octet: UInt8) -> UInt16 {
        guard octet > 0xA0 else { return UInt16(octet) }
        return switch self {
        case .latin1: UInt16(octet)
        case .cyrillic: Self.cyrillic(octet)
        case .hebrew: Self.hebrew(octet)
        }
    }

    private static func cyrillic(_ octet: UInt8) -> UInt16 {
        switch octet {
        case 0xAD: 0xAD
        case 0xF0: 0x2116
        case 0xFD: 0xA7
        default: UInt16(octet) + 0x360
        }
    }

    private static func hebrew(_ octet: UInt8) -> UInt16 {
        switch octet {
        case 0xAA: 0xD7
        case 0xBA: 0xF7
        case 0xA2...0xBE: UInt16(octet)
        case 0xDF: 0x2017
        case 0xE0...0xFA: UInt16(octet) + 0x4F0
        case 0xFD: 0x200E
        case 0xFE: 0x200F
        default: replacement
        }
    }
}
