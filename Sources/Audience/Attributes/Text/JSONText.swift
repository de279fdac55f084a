public import JSONCoding

/// Lists and objects as text, because a cell of a table can only contain text.
public enum JSONText {
    /// The array in a JSON text; nil for any other text.
    public static func array(_ text: String) -> [JSONValue]? {
        guard text.utf8.first == UInt8(ascii: "["), case .array(let elements)? = parsed(text)
        else { return nil }
        return elements
    }

    /// The object in a JSON text; nil for any other text.
    public static func object(_ text: String) -> JSONObject? {
        guard text.utf8.first == UInt8(ascii: "{"), case .object(let object)? = parsed(text)
        else { return nil }
        return object
    }

    /// The list or object in a JSON text; nil for any other text.
    public static func structure(_ text: String) -> JSONValue? {
        switch text.utf8.first {
        case UInt8(ascii: "["), UInt8(ascii: "{"): parsed(text)
        default: nil
        }
    }

    private static func parsed(_ text: String) -> JSONValue? {
        do throws(JSONError) { return try JSONDocument.parse(Array(text.utf8)) } catch {
            return nil
        }
    }
}
