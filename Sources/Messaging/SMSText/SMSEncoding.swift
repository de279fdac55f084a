/// The encoding that a text is sent in.
///
/// Stores keep the raw value; it never changes its meaning.
public enum SMSEncoding: Int, CaseIterable, Sendable {
    /// Every character is in the GSM default alphabet.
    case gsm7 = 1

    /// Every character is in the GSM alphabet, some in its extension table.
    case gsm7Extended = 2

    /// UTF-16, big endian.
    case utf16 = 3

    /// The name on the wire.
    public var name: String {
        switch self {
        case .gsm7: "GSM_7BIT"
        case .gsm7Extended: "GSM_7BIT_EX"
        case .utf16: "UTF16"
        }
    }

    /// The units (septets, UTF-16 code units) that a message of one part holds.
    public var unitsInSinglePart: Int { self == .utf16 ? 70 : 160 }

    /// The units that each part of a longer message holds.
    ///
    /// 140 octets less a header of 6 leave 134: 153 whole septets, or 67 UTF-16 units.
    /// Source: 3GPP TS 23.040 §9.2.3.24.1 (8-bit reference number).
    public var unitsInConcatenatedPart: Int { self == .utf16 ? 67 : 153 }

    /// The SMPP `data_coding` and the form of the payload.
    public var dataCoding: DataCoding { self == .utf16 ? .utf16 : .gsm7 }
}
