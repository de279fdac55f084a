// Source of the tables: 3GPP TS 23.038 §6.2.1 (default), §6.2.1.1 (extension).

extension GSM7Alphabet {
    /// The character of each septet of the default alphabet; the escape is shown as a space.
    static let defaultTable = scalars(
        "@£$¥èéùìòÇ\nØø\rÅå"
            + "Δ_ΦΓΛΩΠΨΣΘΞ ÆæßÉ"
            + " !\"#¤%&'()*+,-./0123456789:;<=>?"
            + "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§"
            + "¿abcdefghijklmnopqrstuvwxyzäöñüà"
    )

    /// The character of each septet after an escape.
    static let extensionTable = sparse(commonExtension)

    /// The extension codes that every single shift table keeps.
    static let commonExtension: [(UInt8, Unicode.Scalar)] = [
        (0x0A, "\u{C}"), (0x14, "^"), (0x28, "{"), (0x29, "}"), (0x2F, "\\"), (0x3C, "["),
        (0x3D, "~"), (0x3E, "]"), (0x40, "|"), (0x65, "€"),
    ]

    /// One scalar for each of the 128 septets.
    static func scalars(_ text: String) -> [Unicode.Scalar] {
        let scalars = Array(text.unicodeScalars)
        precondition(scalars.count == 128, "a GSM table has 128 places")
        return scalars
    }

    /// A table of 128 entries, few of which are set.
    static func sparse(_ entries: [(UInt8, Unicode.Scalar)]) -> [Unicode.Scalar?] {
        var table = [Unicode.Scalar?](repeating: nil, count: 128)
        for (septet, scalar) in entries { table[Int(septet)] = scalar }
        return table
    }
}
