import MessagingModel
import SMSText

/// How the text of a message travels, and what it costs in parts.
struct Wording {
    let deliveredText: String
    let encoding: Message.Encoding
    let isUnicode: Bool
    let charactersCount: Int
    let partsCount: Int

    /// A whole text, cut by us.
    init(_ composition: SMSComposition) {
        deliveredText = composition.deliveredText
        encoding = Message.Encoding(composition.encoding)
        isUnicode = composition.isUnicode
        charactersCount = composition.charactersCount
        partsCount = composition.partsCount
    }

    /// A piece that its sender cut: one part, which must fit into a short message as it is.
    ///
    /// 140 octets hold header and payload; septets begin at the next septet boundary.
    /// Source: 3GPP TS 23.040, 9.2.3.24.
    init(_ segment: SegmentDraft, text: String) throws(SMSTextError) {
        let count = segment.isUTF16 ? segment.payload.count / 2 : segment.payload.count
        let room =
            segment.isUTF16
            ? (140 - segment.header.count) / 2
            : (1120 - segment.header.count * 8) / 7
        guard count <= room else { throw .tooManyParts(count: 2, limit: 1) }
        deliveredText = text
        isUnicode = GSM7Alphabet.encode(text) == nil
        encoding =
            segment.isUTF16
            ? .utf16 : segment.payload.contains(GSM7Alphabet.escape) ? .gsm7Extended : .gsm7
        charactersCount = count
        partsCount = 1
    }
}

extension SMPPOrigin {
    /// What is kept of a draft; a payload only where the text does not say it.
    init(_ draft: SMPPDraft, text: String) {
        self.init(
            reports: draft.reports,
            source: draft.source,
            destination: draft.destination,
            segment: draft.segment.map { segment in
                let coding = segment.isUTF16 ? DataCoding.utf16 : .gsm7
                let isSaid = coding.encode(text) == segment.payload
                return MessageSegment(
                    place: segment.place,
                    header: segment.header,
                    payload: isSaid ? nil : segment.payload
                )
            }
        )
    }
}

extension Message.Encoding {
    init(_ encoding: SMSEncoding) {
        self =
            switch encoding {
            case .gsm7: .gsm7
            case .gsm7Extended: .gsm7Extended
            case .utf16: .utf16
            }
    }
}
