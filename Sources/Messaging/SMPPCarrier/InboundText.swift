import SMSText

/// The text of an inbound message, decoded, and its place if it is a part of a longer one.
///
/// | data coding | read as |
/// | --- | --- |
/// | 0, and 0xF0 to 0xF3 | GSM 7-bit, with the national tables that a header names |
/// | 8, and groups that mean it | UCS-2 |
/// | 1, 3 and all others | ISO-8859-1, so that nothing is lost |
///
/// Source: SMPP 3.4, 5.2.19; 3GPP TS 23.038, 4.
struct InboundText {
    /// The text in UTF-16; a part may begin or end in the middle of a character.
    let units: [UInt16]
    /// Its place; nil for a whole message.
    let place: Concatenation?

    init(_ octets: [UInt8], hasHeader: Bool, dataCoding: UInt8, isPacked: Bool) {
        let header = hasHeader ? UserDataHeader(octets) : nil
        let payload = Array(octets.dropFirst(header?.octetCount ?? 0))
        place = header?.concatenation.flatMap { $0.total > 1 ? $0 : nil }
        var units: [UInt16]
        switch Self.form(of: dataCoding) {
        case .gsm7:
            let headerBits = (header?.octetCount ?? 0) * 8
            let fillBits = (7 - headerBits % 7) % 7
            let septets =
                isPacked
                ? SeptetPacking.unpack(payload, count: .max, fillBits: fillBits) : payload
            let text = GSM7Alphabet.decode(
                septets,
                locking: header?.lockingShift,
                single: header?.singleShift
            )
            units = text.map { Array($0.utf16) } ?? payload.map { UInt16($0) }
        case .ucs2:
            units = stride(from: 0, to: payload.count - 1, by: 2).map { index in
                UInt16(payload[index]) << 8 | UInt16(payload[index + 1])
            }
        case .latin1: units = payload.map { UInt16($0) }
        }
        // No store accepts NUL in a text.
        for index in units.indices where units[index] == 0 { units[index] = 0x20 }
        self.units = units
    }

    private enum Form { case gsm7, ucs2, latin1 }

    private static func form(of dataCoding: UInt8) -> Form {
        switch dataCoding {
        case 0, 0xF0...0xF3: .gsm7
        case 8: .ucs2
        // The general group of 3GPP TS 23.038, for values that SMPP does not define.
        case 0x10...0x3F:
            switch dataCoding & 0x0C {
            case 0x00: .gsm7
            case 0x08: .ucs2
            default: .latin1
            }
        default: .latin1
        }
    }
}
