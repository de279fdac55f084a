import SMSText

/// The text of an inbound message, decoded, and its place if it is a part of a longer one.
struct InboundText {
    /// The text in UTF-16; a part may begin or end in the middle of a character.
    ///
    /// Of octets that are no text, two hexadecimal digits each.
    let units: [UInt16]
    /// Whether the octets are no text.
    let isBinary: Bool
    /// Its place; nil for a whole message.
    let place: Concatenation?

    private static let replacement: UInt16 = 0xFFFD

    init(_ octets: [UInt8], hasHeader: Bool, dataCoding: UInt8, isPacked: Bool) {
        let header = hasHeader ? UserDataHeader(octets) : nil
        let payload = Array(octets.dropFirst(header?.octetCount ?? 0))
        place = header?.concatenation.flatMap { $0.total > 1 ? $0 : nil }
        let coding = InboundCoding(dataCoding, of: payload)
        isBinary = coding == .binary
        var units: [UInt16]
        switch coding {
        case .gsm7: units = Self.gsm7(payload, header, isPacked: isPacked)
        case .oneByte(let set): units = payload.map { set.unit(of: $0) }
        case .utf16:
            let isStart = place.map { $0.sequence == 1 } ?? true
            units = UTF16Octets.units(of: payload, isStart: isStart)
            if !payload.count.isMultiple(of: 2) { units.append(Self.replacement) }
        case .binary: units = payload.flatMap { [Self.digit($0 >> 4), Self.digit($0 & 15)] }
        }
        // No store accepts NUL in a text.
        for index in units.indices where units[index] == 0 { units[index] = 0x20 }
        self.units = units
    }

    /// Octets above 0x7F are no septets: then it is UTF-8 or ISO-8859-1, as some message centres
    /// send them with the default coding.
    private static func gsm7(
        _ payload: [UInt8],
        _ header: UserDataHeader?,
        isPacked: Bool
    ) -> [UInt16] {
        let headerBits = (header?.octetCount ?? 0) * 8
        let fillBits = (7 - headerBits % 7) % 7
        let septets =
            isPacked ? SeptetPacking.unpackMessage(payload, fillBits: fillBits) : payload
        let text = GSM7Alphabet.decode(
            septets,
            locking: header?.lockingShift,
            single: header?.singleShift
        )
        guard let text = text ?? String(validating: payload, as: UTF8.self) else {
            return payload.map { UInt16($0) }
        }
        return Array(text.utf16)
    }

    private static func digit(_ value: UInt8) -> UInt16 {
        UInt16(value) + (value < 10 ? 48 : 55)
    }
}
