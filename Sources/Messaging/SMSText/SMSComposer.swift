/// Turns a caller's text into what a phone gets: encoding, lengths and parts.
public enum SMSComposer {
    /// The most parts of a message by default.
    public static let defaultPartLimit = 10

    /// Composes a message.
    ///
    /// Text in the GSM alphabet is sent unchanged. Other text is sent as UTF-16 if Unicode is
    /// allowed, and is transliterated otherwise. The parts are only built by
    /// `SMSComposition.parts(reference:)`; a text of GSM characters is not copied.
    public static func compose(
        text: String,
        allowUnicode: Bool,
        limit: Int = defaultPartLimit
    ) throws(SMSTextError) -> SMSComposition {
        let input = TextMeasure(text)
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
