import Essentials

/// Why a text cannot become a message.
public enum SMSTextError: Error, Equatable, Sendable {
    /// The text is empty.
    case emptyText

    /// No character of the text is in the GSM alphabet, and Unicode is not allowed.
    case emptyAfterTransliteration

    /// The text needs more parts than are allowed.
    case tooManyParts(count: Int, limit: Int)

    /// The error for the caller of the API.
    public var message: String {
        switch self {
        case .emptyText:
            Phrase.mustNotBe("empty")
        case .emptyAfterTransliteration:
            "Has no character left without Unicode; set allowUnicode to send it"
        case .tooManyParts(let count, let limit):
            "Needs \(count) parts, at most \(limit) are allowed"
        }
    }
}
