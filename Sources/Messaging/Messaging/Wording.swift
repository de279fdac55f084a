import MessagingModel
import SMSText

/// A message's text as it is sent, and its number of parts.
struct Wording {
    let deliveredText: String
    let encoding: SMSEncoding
    let isUnicode: Bool
    let charactersCount: Int
    let partsCount: Int

    /// A whole text, which the platform splits into parts.
    init(_ composition: SMSComposition) {
        deliveredText = composition.deliveredText
        encoding = composition.encoding
        isUnicode = composition.isUnicode
        charactersCount = composition.charactersCount
        partsCount = composition.partsCount
    }

    /// A part that its sender split: one part, which must fit into a short message unchanged.
    ///
    /// 140 bytes hold header and payload; septets begin at the next septet boundary.
    /// Source: 3GPP TS 23.040, 9.2.3.24.
    init(_ part: PartDraft, text: String) throws(SMSTextError) {
        let count = part.isUTF16 ? part.payload.count / 2 : part.payload.count
        let room =
            part.isUTF16
            ? (140 - part.header.count) / 2
            : (1120 - part.header.count * 8) / 7
        guard count <= room else { throw .tooManyParts(count: 2, limit: 1) }
        deliveredText = text
        isUnicode = GSM7Alphabet.encode(text) == nil
        encoding =
            part.isUTF16
            ? .utf16 : part.payload.contains(GSM7Alphabet.escape) ? .gsm7Extended : .gsm7
        charactersCount = count
        partsCount = 1
    }
}

extension SMPPOrigin {
    /// The stored form of a draft; it has a payload only if encoding the text would not produce it.
    init(_ draft: SMPPDraft, text: String) {
        self.init(
            reports: draft.reports,
            source: draft.source,
            destination: draft.destination,
            hasShortID: draft.hasShortID,
            part: draft.part.map { part in
                let coding = part.isUTF16 ? DataCoding.utf16 : .gsm7
                let isTextEncoded = coding.encode(text) == part.payload
                return MessagePart(
                    place: part.place,
                    header: part.header,
                    payload: isTextEncoded ? nil : part.payload
                )
            }
        )
    }
}
