import SMSText

/// What the `data_coding` of an inbound message says about its octets.
///
/// | data coding | read as |
/// | --- | --- |
/// | 0, 0xC0 to 0xDF | GSM 7-bit |
/// | 1, 3 | ISO-8859-1 |
/// | 6, 7 | ISO-8859-5, ISO-8859-8 |
/// | 8, 0xE0 to 0xEF | UTF-16 |
/// | 2, 4, and the Japanese and Korean sets 5, 9, 13 and 14 | octets |
/// | 0x10 to 0x7F | GSM 7-bit, octets or UTF-16 by bits 3 and 2; octets if compressed |
/// | 0xF0 to 0xFF | GSM 7-bit, or octets with bit 2 |
/// | all others | ISO-8859-1 if the octets can be text, else octets |
///
/// Source: SMPP 3.4, 5.2.19; SMPP 5.0, 4.7.7; 3GPP TS 23.038, 4.
enum InboundCoding: Hashable {
    case gsm7
    case oneByte(ISO8859)
    case utf16
    case binary

    init(_ dataCoding: UInt8, of octets: some Sequence<UInt8>) {
        self =
            switch dataCoding {
            case 0, 0xC0...0xDF: .gsm7
            case 1, 3: .oneByte(.latin1)
            case 6: .oneByte(.cyrillic)
            case 7: .oneByte(.hebrew)
            case 8, 0xE0...0xEF: .utf16
            case 2, 4, 5, 9, 13, 14: .binary
            case 0x10...0x7F: Self.general(dataCoding, octets)
            case 0xF0...0xFF: dataCoding & 0x04 == 0 ? .gsm7 : .binary
            default: Self.undefined(octets)
            }
    }

    /// The general group of 3GPP TS 23.038: bit 5 is compression, bits 3 and 2 are the alphabet.
    private static func general(_ dataCoding: UInt8, _ octets: some Sequence<UInt8>) -> Self {
        guard dataCoding & 0x20 == 0 else { return .binary }
        return switch dataCoding & 0x0C {
        case 0x00: .gsm7
        case 0x04: .binary
        case 0x08: .utf16
        default: undefined(octets)
        }
    }

    private static func undefined(_ octets: some Sequence<UInt8>) -> Self {
        octets.allSatisfy(canBeText) ? .oneByte(.latin1) : .binary
    }

    private static func canBeText(_ octet: UInt8) -> Bool {
        switch octet {
        case 0x09, 0x0A, 0x0D, 0x20...0x7E, 0xA0...0xFF: true
        default: false
        }
    }
}
