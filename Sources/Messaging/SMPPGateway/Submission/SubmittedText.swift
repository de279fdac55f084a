import SMPPCodec
import SMPPSession
import SMSText

/// The text of a request, read by its `data_coding` (docs/reference/smpp.md, "Text").
enum SubmittedText {
    /// The character set of a `data_coding`; unsupported ones are refused.
    static func coding(
        _ number: UInt8,
        in version: InterfaceVersion
    ) throws(Refusal) -> DataCoding {
        guard let coding = DataCoding(rawValue: number) else {
            throw Refusal(.unknownDataCoding(in: version))
        }
        return coding
    }

    /// The text of a whole message.
    ///
    /// Bytes above 0x7F are no septets. Many clients send UTF-8 with the default coding, so bytes
    /// that are valid UTF-8 are read as that; others are refused.
    static func decode(
        _ octets: [UInt8],
        _ coding: DataCoding,
        in version: InterfaceVersion
    ) throws(Refusal) -> String {
        if let text = coding.decode(octets) { return text }
        switch coding {
        case .gsm7:
            guard let text = String(validating: octets, as: UTF8.self) else {
                throw Refusal(.unknownDataCoding(in: version))
            }
            return text
        case .utf16:
            guard octets.count.isMultiple(of: 2) else { throw Refusal(.invalidMessageLength) }
            return repaired(octets)
        case .latin9: throw Refusal(.submitFailed)
        }
    }

    /// UTF-16 in which unpaired surrogates become U+FFFD.
    static func repaired(_ octets: [UInt8]) -> String {
        String(decoding: UTF16Octets.units(of: octets), as: UTF16.self)
    }
}
