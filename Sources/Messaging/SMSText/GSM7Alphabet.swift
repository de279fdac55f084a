/// The GSM 7-bit default alphabet and its extension table.
///
/// A septet is one byte below 0x80 here ("unpacked"); `SeptetPacking` makes the packed form of the
/// air interface. Characters of the extension table take two septets: the escape, then a code.
/// Source: 3GPP TS 23.038 §6.2.1 and §6.2.1.1.
public enum GSM7Alphabet {
    /// The septet that precedes a code of the extension table.
    public static let escape: UInt8 = 0x1B

    /// The septets of the scalar: 1, 2 for the extension table, or 0 if it is not in the alphabet.
    public static func septetCount(of scalar: Unicode.Scalar) -> Int {
        width(ofCode: code(of: scalar.value))
    }

    /// The text as unpacked septets; nil if a character is not in the alphabet.
    public static func encode(_ text: String) -> [UInt8]? {
        var septets: [UInt8] = []
        septets.reserveCapacity(text.utf8.count)
        for scalar in text.unicodeScalars {
            let code = code(of: scalar.value)
            if code < 0x80 {
                septets.append(code)
            } else if code != absent {
                septets.append(escape)
                septets.append(code & 0x7F)
            } else {
                return nil
            }
        }
        return septets
    }

    /// The text of unpacked septets; nil if a byte is no septet (0x80 and above).
    ///
    /// Shift tables replace the default alphabet (locking) or the extension table (single). As the
    /// standard requires, an escape before a code that is not in the extension table shows the
    /// character of the main table, and an escape at the end or before an escape shows a space.
    public static func decode(
        _ septets: some Sequence<UInt8>,
        locking: NationalLanguage? = nil,
        single: NationalLanguage? = nil
    ) -> String? {
        let main = locking?.lockingTable ?? defaultTable
        let extra = single?.singleShiftTable ?? extensionTable
        var text = String.UnicodeScalarView()
        var isEscaped = false
        for septet in septets {
            guard septet < 0x80 else { return nil }
            let index = Int(septet)
            if isEscaped {
                isEscaped = false
                text.append(septet == escape ? " " : extra[index] ?? main[index])
            } else if septet == escape {
                isEscaped = true
            } else {
                text.append(main[index])
            }
        }
        if isEscaped { text.append(" ") }
        return String(text)
    }

    // MARK: Codes

    /// The result of `code(of:)` for a scalar outside the alphabet.
    static let absent: UInt8 = 0xFF

    /// The septet of a scalar, with the top bit set for the extension table, or `absent`.
    @inline(__always)
    static func code(of scalar: UInt32) -> UInt8 {
        if scalar < 0x100 { return latinCodes[Int(scalar)] }
        if scalar >= 0x390, scalar < 0x3B0 { return greekCodes[Int(scalar - 0x390)] }
        return scalar == 0x20AC ? 0x80 | 0x65 : absent
    }

    /// The number of septets for a result of `code(of:)`.
    @inline(__always)
    static func width(ofCode code: UInt8) -> Int {
        code < 0x80 ? 1 : (code == absent ? 0 : 2)
    }

    /// The septets of each ASCII character, so that plain text is measured with one look-up each.
    static let asciiWidths: [UInt8] = (0..<128).map { UInt8(width(ofCode: latinCodes[$0])) }

    private static let latinCodes = codes(from: 0, count: 0x100)
    private static let greekCodes = codes(from: 0x390, count: 0x20)

    private static func codes(from first: UInt32, count: Int) -> [UInt8] {
        var codes = [UInt8](repeating: absent, count: count)
        for septet in 0..<128 {
            if let scalar = extensionTable[septet], scalar.value &- first < count {
                codes[Int(scalar.value - first)] = 0x80 | UInt8(septet)
            }
        }
        for (septet, scalar) in defaultTable.enumerated() where UInt8(septet) != escape {
            if scalar.value &- first < count { codes[Int(scalar.value - first)] = UInt8(septet) }
        }
        return codes
    }
}
