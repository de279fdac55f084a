import Essentials
public import JSONCoding

/// Guesses the type of a custom attribute or parameter from the first value that arrives.
///
/// The types of JSON decide, and of strings only the forms of dates: `"1"` may be a postal code or
/// an identifier as well as a number, and loses nothing as text.
///
/// | first value | type |
/// | --- | --- |
/// | boolean | `bool` |
/// | number | `decimal`: the next one may have a fraction |
/// | string `YYYY-MM-DD` | `date` |
/// | string in ISO 8601 with a time | `datetime` |
/// | string above 255 characters, or with several lines | `text` |
/// | other strings | `string` |
/// | object with `lat` and `lon` | `coordinates` |
/// | other objects | `payload` |
/// | list | a list of the type of its elements, or `payload` if it contains lists |
/// | null, empty | none yet |
public struct TypeGuess: Sendable, Hashable {
    /// The type of the value, or of its elements.
    public let dataType: DataType
    /// Whether the value is a list.
    public let isList: Bool

    /// Guesses the type; nil if the value gives no hint.
    public init?(_ json: JSONValue, limits: AttributeLimits = .standard) {
        guard case .array(let elements) = json else {
            guard let type = TypeGuess.single(json, limits) else { return nil }
            dataType = type
            isList = false
            return
        }
        let types = Set(elements.compactMap { TypeGuess.single($0, limits) })
        let hasNested = elements.contains { if case .array = $0 { true } else { false } }
        if hasNested || types.contains(.payload) {
            dataType = .payload
            isList = false
            return
        }
        guard let first = types.first else { return nil }
        if types.count == 1 {
            dataType = first
            isList = true
        } else {
            // Mixed elements can all be texts, unless one is a point.
            dataType = types.contains(.coordinates) ? .payload : .string
            isList = dataType == .string
        }
    }

    private static func single(_ json: JSONValue, _ limits: AttributeLimits) -> DataType? {
        let coercion = ValueCoercion(limits: limits)
        switch json {
        case .null, .string(""), .array: return nil
        case .bool: return .bool
        case .integer, .number: return .decimal
        case .object:
            return coercion.accepts(json, as: .coordinates) ? .coordinates : .payload
        case .string(let text):
            if text.utf8.count == 10, DateText.date(text) != nil { return .date }
            if text.utf8.count > 10, DateText.moment(text, in: .utc) != nil { return .datetime }
            return coercion.accepts(json, as: .string) ? .string : .text
        }
    }
}
