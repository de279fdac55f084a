public import JSONCoding

/// Pieces that the schemas of all documents are made of.
public enum OpenAPIShape {
    /// Any text.
    public static let text: JSONValue = ["type": "string"]
    /// A text or nothing.
    public static let optionalText: JSONValue = ["type": ["string", "null"]]
    /// A whole number from 0.
    public static let count: JSONValue = ["type": "integer", "minimum": 0]
    /// A whole number from 0, or nothing.
    public static let optionalCount: JSONValue = ["type": ["integer", "null"], "minimum": 0]
    /// True or false.
    public static let flag: JSONValue = ["type": "boolean"]
    /// A moment.
    public static let moment: JSONValue = ["type": "string", "format": "date-time"]
    /// A moment or nothing.
    public static let optionalMoment: JSONValue = [
        "type": ["string", "null"], "format": "date-time",
    ]
    /// A public identifier.
    public static let identifier: JSONValue = ["type": "string", "pattern": "^[0-9a-f]{24}$"]

    /// What is wrong with each field.
    public static let fieldErrors: JSONValue = [
        "type": "object", "additionalProperties": list(text),
    ]

    /// A schema that is a component.
    public static func reference(_ name: String) -> JSONValue {
        ["$ref": .string("#/components/schemas/\(name)")]
    }

    /// An array of one kind of element.
    public static func list(_ items: JSONValue) -> JSONValue { ["type": "array", "items": items] }

    /// An object that always has all of its members, and sometimes others.
    public static func record(
        _ members: [(String, JSONValue)],
        sometimes others: [(String, JSONValue)] = []
    ) -> JSONValue {
        [
            "type": "object", "required": .array(members.map { .string($0.0) }),
            "properties": .object(members + others),
        ]
    }

    /// A value of the path; the pattern keeps generated values within one segment.
    public static func pathValue(_ name: String, _ schema: JSONValue) -> JSONValue {
        ["name": .string(name), "in": "path", "required": true, "schema": schema]
    }

    /// A value of the query that may be left out.
    public static func queryValue(_ name: String, _ description: String) -> JSONValue {
        [
            "name": .string(name), "in": "query", "required": false,
            "description": .string(description), "schema": text,
        ]
    }
}
