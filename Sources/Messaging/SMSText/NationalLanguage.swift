/// A language with its own shift tables for the GSM 7-bit alphabet.
///
/// The raw value is the national language identifier that the user data header carries
/// (information elements 0x24 for single and 0x25 for locking shift).
/// Source: 3GPP TS 23.038 §6.2.1.2.4 and Annex A; 3GPP TS 23.040 §9.2.3.24.15-16.
public enum NationalLanguage: UInt8, CaseIterable, Sendable {
    case turkish = 1
    case spanish = 2
    case portuguese = 3

    /// The replacement of the default alphabet; Spanish has none.
    var lockingTable: [Unicode.Scalar] {
        switch self {
        case .turkish: Self.turkishLocking
        case .spanish: GSM7Alphabet.defaultTable
        case .portuguese: Self.portugueseLocking
        }
    }

    /// The replacement of the extension table.
    var singleShiftTable: [Unicode.Scalar?] {
        switch self {
        case .turkish: Self.turkishSingle
        case .spanish: Self.spanishSingle
        case .portuguese: Self.portugueseSingle
        }
    }

    private static let turkishLocking = GSM7Alphabet.scalars(
        "@£$¥€éùıòÇ\nĞğ\rÅå"
            + "Δ_ΦΓΛΩΠΨΣΘΞ ŞşßÉ"
            + " !\"#¤%&'()*+,-./0123456789:;<=>?"
            + "İABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§"
            + "çabcdefghijklmnopqrstuvwxyzäöñüà"
    )

    private static let portugueseLocking = GSM7Alphabet.scalars(
        "@£$¥êéúíóç\nÔô\rÁá"
            + "Δ_ªÇÀ∞^\\€Ó| ÂâÊÉ"
            + " !\"#º%&'()*+,-./0123456789:;<=>?"
            + "ÍABCDEFGHIJKLMNOPQRSTUVWXYZÃÕÚÜ§"
            + "~abcdefghijklmnopqrstuvwxyzãõ`üà"
    )

    private static let turkishSingle = GSM7Alphabet.sparse(
        GSM7Alphabet.commonExtension + [
            (0x47, "Ğ"), (0x49, "İ"), (0x53, "Ş"), (0x63, "ç"), (0x67, "ğ"), (0x69, "ı"),
            (0x73, "ş"),
        ]
    )

    private static let spanishSingle = GSM7Alphabet.sparse(
        GSM7Alphabet.commonExtension + [
            (0x09, "ç"), (0x41, "Á"), (0x49, "Í"), (0x4F, "Ó"), (0x55, "Ú"), (0x61, "á"),
            (0x69, "í"), (0x6F, "ó"), (0x75, "ú"),
        ]
    )

    private static let portugueseSingle = GSM7Alphabet.sparse(
        GSM7Alphabet.commonExtension + [
            (0x05, "ê"), (0x09, "ç"), (0x0B, "Ô"), (0x0C, "ô"), (0x0E, "Á"), (0x0F, "á"),
            (0x12, "Φ"), (0x13, "Γ"), (0x15, "Ω"), (0x16, "Π"), (0x17, "Ψ"), (0x18, "Σ"),
            (0x19, "Θ"), (0x1F, "Ê"), (0x41, "À"), (0x49, "Í"), (0x4F, "Ó"), (0x55, "Ú"),
            (0x5B, "Ã"), (0x5C, "Õ"), (0x61, "Â"), (0x69, "í"), (0x6F, "ó"), (0x75, "ú"),
            (0x7B, "ã"), (0x7C, "õ"), (0x7F, "â"),
        ]
    )
}
