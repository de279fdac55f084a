/// Turns a caller's text into what a phone gets: encoding, lengths and parts.
public enum SMSComposer {
    /// The most parts of a message by default.
    public static let defaultPartLimit = 10

    /// The text as it is measured and sent: composed (Unicode's NFC), and without a byte order mark
    /// at its start.
    public static func composed(_ text: String) -> String {
        if text.utf8.allSatisfy({ $0 < 0x80 }) { return text }
        return measured(text).text
    }

    /// The text in its sent form, with its measure.
    static func measured(_ text: String) -> (text: String, measure: TextMeasure) {
        let plain = TextComposition.withoutMark(text)
        let measure = TextMeasure(plain)
        guard measure.mayBeDecomposed else { return (plain, measure) }
        let composed = TextComposition.composed(plain)
        return (composed, TextMeasure(composed))
    }

    /// Composes a message.
    ///
    /// The text is composed first, so that letters with accents count as one character. Text in the
    /// GSM alphabet is sent unchanged. Other text is sent as UTF-16 if Unicode is
    /// allowed, and is transliterated otherwise. The parts are only built by
    /// `SMSComposition.parts(reference:)`; a text of GSM characters is not copied.
    public static func compose(
        text: String,
        allowUnicode: Bool,
        limit: Int = defaultPartLimit
    ) throws(SMSTextError) -> SMSComposition {
        let (text, input) = measured(text)
        guard input.utf16Units > 0 else { throw .emptyText }
        var delivered = text
        var measure = input
        if input.isUnicode, !allowUnicode {
            delivered = Transliteration.transliterate(text)
            measure = TextMeasure(delivered)
            guard measure.utf16Units > 0 else { throw .emptyAfterTransliteration }
        }
        let encoding = measure.encoding
        let parts = Segmentation.count(delivered, measure: measure)
        guard parts <= min(limit, SMSComposition.mostParts) else {
            throw .tooManyParts(count: parts, limit: min(limit, SMSComposition.mostParts))
        }
        return SMSComposition(
            deliveredText: delivered,
            encoding: encoding,
            isUnicode: input.isUnicode,
            charactersCount: measure.units,
            partsCount: parts
        )
    }
}
