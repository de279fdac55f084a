import MessagingModel
import SMSText

/// The content of an inbound message as octets, for a deliver_sm.
struct InboundContent {
    let octets: [UInt8]
    let dataCoding: UInt8
    /// The most octets of a message that is one part; septets are one per octet.
    let most: Int
    private let text: String

    /// 8-bit data (SMPP 3.4, 5.2.19).
    private static let binary: UInt8 = 4
    private static let mostInPart = 140

    init(_ inbound: InboundMessagePayload) {
        text = SMSComposer.composed(inbound.text)
        if inbound.isBinary, let octets = Self.octets(ofHexadecimal: inbound.text) {
            (self.octets, dataCoding, most) = (octets, Self.binary, Self.mostInPart)
        } else if let septets = GSM7Alphabet.encode(text) {
            (octets, dataCoding, most) = (septets, DataCoding.gsm7.rawValue, 160)
        } else {
            octets = DataCoding.utf16.encode(text) ?? []
            (dataCoding, most) = (DataCoding.utf16.rawValue, Self.mostInPart)
        }
    }

    /// The parts with their headers; empty if there are more than a header can count.
    func parts(reference: UInt8) -> [[UInt8]] {
        guard dataCoding == Self.binary else { return textParts(reference) }
        let headerCount = place(1, of: 1, reference).userDataHeader.count
        let size = Self.mostInPart - headerCount
        let count = (octets.count + size - 1) / size
        guard count <= SMSComposition.mostParts else { return [] }
        return (0..<count).map { index in
            let part = octets[index * size..<min((index + 1) * size, octets.count)]
            return place(index + 1, of: count, reference).userDataHeader + part
        }
    }

    private func textParts(_ reference: UInt8) -> [[UInt8]] {
        do throws(SMSTextError) {
            return try SMSComposer.compose(
                text: text,
                allowUnicode: true,
                limit: SMSComposition.mostParts
            ).parts(reference: reference).map(\.userData)
        } catch {
            return []
        }
    }

    private func place(_ sequence: Int, of total: Int, _ reference: UInt8) -> Concatenation {
        Concatenation(
            reference: UInt16(reference),
            total: UInt8(clamping: total),
            sequence: UInt8(clamping: sequence),
            isWide: false
        )
    }

    private static func octets(ofHexadecimal text: String) -> [UInt8]? {
        let digits = text.utf8.map { Character(Unicode.Scalar($0)).hexDigitValue }
        guard digits.count.isMultiple(of: 2) else { return nil }
        var octets: [UInt8] = []
        octets.reserveCapacity(digits.count / 2)
        for index in stride(from: 0, to: digits.count, by: 2) {
            guard let high = digits[index], let low = digits[index + 1] else { return nil }
            octets.append(UInt8(high << 4 | low))
        }
        return octets
    }
}
