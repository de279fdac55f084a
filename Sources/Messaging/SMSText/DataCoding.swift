/// The character sets of a `short_message`, by their SMPP number.
///
/// 3 is read as ISO-8859-15, as Instasent documents it (SMPP itself says ISO-8859-1).
public enum DataCoding: UInt8, CaseIterable, Sendable {
    /// GSM 7-bit, one septet per byte.
    case gsm7 = 0

    /// ISO-8859-15, Latin with the euro sign.
    case latin9 = 3

    /// UTF-16, big endian.
    case utf16 = 8

    /// The text of the bytes; nil if they are not in this character set.
    public func decode(_ octets: [UInt8]) -> String? {
        switch self {
        case .gsm7: GSM7Alphabet.decode(octets)
        case .latin9: String(String.UnicodeScalarView(octets.map(Self.latin9Scalar)))
        case .utf16: Self.decodeUTF16(octets)
        }
    }

    /// The bytes of the text; nil if a character is not in this character set.
    public func encode(_ text: String) -> [UInt8]? {
        switch self {
        case .gsm7: GSM7Alphabet.encode(text)
        case .latin9: Self.encodeLatin9(text)
        case .utf16: Self.encodeUTF16(text.utf16)
        }
    }

    static func encodeUTF16(_ units: some Collection<UInt16>) -> [UInt8] {
        var octets: [UInt8] = []
        octets.reserveCapacity(units.count * 2)
        for unit in units {
            octets.append(UInt8(unit >> 8))
            octets.append(UInt8(truncatingIfNeeded: unit))
        }
        return octets
    }

    /// Odd lengths and lone surrogates are refused, not repaired; a byte order mark is left out.
    private static func decodeUTF16(_ octets: [UInt8]) -> String? {
        guard octets.count.isMultiple(of: 2) else { return nil }
        return String(validating: UTF16Octets.units(of: octets), as: UTF16.self)
    }

    private static func encodeLatin9(_ text: String) -> [UInt8]? {
        var octets: [UInt8] = []
        octets.reserveCapacity(text.utf8.count)
        for scalar in text.unicodeScalars {
            if let special = latin9Differences.first(where: { $0.scalar == scalar }) {
                octets.append(special.octet)
            } else if scalar.value < 0x100, latin9Scalar(UInt8(scalar.value)) == scalar {
                octets.append(UInt8(scalar.value))
            } else {
                return nil
            }
        }
        return octets
    }

    private static func latin9Scalar(_ octet: UInt8) -> Unicode.Scalar {
        latin9Differences.first { $0.octet == octet }?.scalar ?? Unicode.Scalar(octet)
    }

    /// The differences between ISO-8859-15 and ISO-8859-1.
    private static let latin9Differences: [(octet: UInt8, scalar: Unicode.Scalar)] = [
        (0xA4, "€"), (0xA6, "Š"), (0xA8, "š"), (0xB4, "Ž"), (0xB8, "ž"), (0xBC, "Œ"), (0xBD, "œ"),
        (0xBE, "Ÿ"),
    ]
}
