/// Turns the text of a caller into what a handset will get: encoding, lengths and parts.
public enum SMSComposer {
    /// The parts a message may have unless the operator says otherwise.
    public static let defaultPartLimit = 10

    /// Composes a message.
    ///
    /// Text in the GSM alphabet is sent as it is. Any other is sent as UTF-16 when Unicode is
    /// allowed, and is transliterated when it is not. Nothing is built for the parts until
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
