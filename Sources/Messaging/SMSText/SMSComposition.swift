/// A text that is ready to be sent, with its number of parts.
public struct SMSComposition: Hashable, Sendable {
    /// The most parts of a message: the header counts them in one byte.
    public static let mostParts = 255

    /// The text that the phone shows: the input, or its transliteration.
    public let deliveredText: String

    /// The encoding of the delivered text.
    public let encoding: SMSEncoding

    /// Whether the input had a character outside the GSM alphabet.
    public let isUnicode: Bool

    /// The length of the delivered text in units of the encoding: septets or UTF-16 units.
    public let charactersCount: Int

    /// The number of parts.
    public let partsCount: Int

    /// The parts in order; the reference marks them as one message and should differ between
    /// messages.
    public func parts(reference: UInt8) -> [SMSPart] {
        let payloads: [[UInt8]]
        if encoding == .utf16 {
            let units = Array(deliveredText.utf16)
            payloads = Segmentation.ranges(
                units,
                encoding: encoding,
                startsPair: UTF16.isLeadSurrogate
            )
            .map { DataCoding.encodeUTF16(units[$0]) }
        } else {
            // A composition with a GSM encoding has GSM text only, so nothing is missing here.
            let septets = GSM7Alphabet.encode(deliveredText) ?? []
            payloads = Segmentation.ranges(septets, encoding: encoding) {
                $0 == GSM7Alphabet.escape
            }
            .map { Array(septets[$0]) }
        }
        guard payloads.count > 1 else {
            return payloads.map {
                SMSPart(concatenation: nil, payload: $0, dataCoding: encoding.dataCoding)
            }
        }
        return payloads.enumerated().map { index, payload in
            SMSPart(
                concatenation: Concatenation(
                    reference: UInt16(reference),
                    total: UInt8(clamping: payloads.count),
                    sequence: UInt8(clamping: index + 1),
                    isWide: false
                ),
                payload: payload,
                dataCoding: encoding.dataCoding
            )
        }
    }
}
