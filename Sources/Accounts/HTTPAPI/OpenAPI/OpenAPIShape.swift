public import JSONCoding

/// Schemas and parameters that all documents use.
public enum OpenAPIShape {
    /// A string.
    public static let text: JSONValue = ["type": "string"]
    /// A string or null.
    public static let optionalText: JSONValue = ["type": ["string", "null"]]
    /// An integer that is not negative.
    public static let count: JSONValue = ["type": "integer", "minimum": 0]
    /// An integer that is not negative, or null.
    public static let optionalCount: JSONValue = ["type": ["integer", "null"], "minimum": 0]
    /// A boolean.
    public static let flag: JSONValue = ["type": "boolean"]
    /// A date and time.
    public static let moment: JSONValue = ["type": "string", "format": "date-time"]
    /// A date and time, or null.
    public static let optionalMoment: JSONValue = [
        "type": ["string", "null"], "format": "date-time",
    ]
    /// A public identifier.
    public static let identifier: JSONValue = ["type": "string", "pattern": "^[0-9a-f]{24}$"]

    /// Error messages by field.
    public static let fieldErrors: JSONValue = [
        "type": "object", "additionalProperties": list(text),
    ]

    /// A reference to a component.
    public static func reference(_ name: String) -> JSONValue {
        ["$ref": .string("#/components/schemas/\(name)")]
    }

    /// An array of elements of one schema.
    public static func list(_ items: JSONValue) -> JSONValue { ["type": "array", "items": items] }

    /// An object with required members, and optional ones.
    public static func record(
        _ members: [(String, JSONValue)],
        sometimes others: [(String, JSONValue)] = []
    ) -> JSONValue {
        [
            "type": "object", "required": .array(members.map { .string($0.0) }),
            "properties": .object(members + others),
        ]
    }

    /// A parameter of the path.
    public static func pathValue(_ name: String, _ schema: JSONValue) -> JSONValue {
        ["name": .string(name), "in": "path", "required": true, "schema": schema]
    }

    /// An optional parameter of the query.
    public static func queryValue(_ name: String, _ description: String) -> JSONValue {
        [
            "name": .string(name), "in": "query", "required": false,
            "description": .string(description), "schema": text,
        ]
    }
}
