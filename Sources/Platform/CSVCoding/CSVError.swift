/// Why a row cannot be read; later rows still can.
public enum CSVError: Error, Sendable, Hashable, CustomStringConvertible {
    /// A quoted field has no closing quote; the position is its opening quote.
    case unclosedQuote(CSVPosition)
    /// Something other than a delimiter or the row's end follows a closing quote.
    case textAfterQuote(CSVPosition)
    /// A field is longer than the limit; the position is its first byte.
    case fieldTooLong(CSVPosition, limitBytes: Int)
    /// A row is longer than the limit; the position is the field that crosses it.
    case rowTooLong(CSVPosition, limitBytes: Int)
    /// A row has more fields than the limit; the position is the first field over it.
    case tooManyColumns(CSVPosition, limit: Int)
    /// The text is not UTF-8; the position is the first invalid byte.
    case notUTF8(CSVPosition)

    /// Where the error is.
    public var position: CSVPosition {
        switch self {
        case .unclosedQuote(let position), .textAfterQuote(let position),
            .fieldTooLong(let position, _), .rowTooLong(let position, _),
            .tooManyColumns(let position, _), .notUTF8(let position):
            position
        }
    }

    /// What is wrong, without the position.
    public var message: String {
        switch self {
        case .unclosedQuote: "a quoted field has no closing quote"
        case .textAfterQuote: "only a delimiter or the end of the row may follow a closing quote"
        case .fieldTooLong(_, let limit): "a field has more than \(limit) bytes"
        case .rowTooLong(_, let limit): "the row has more than \(limit) bytes"
        case .tooManyColumns(_, let limit): "the row has more than \(limit) columns"
        case .notUTF8: "the text is not UTF-8"
        }
    }

    /// The message and the position.
    public var description: String { "\(message), at \(position)" }
}
