public import JSONCoding

/// The rate-limit headers of every authenticated response.
public enum OpenAPIHeaders {
    private static let names = [
        ("X-RateLimit-Limit", "Requests allowed in the window."),
        ("X-RateLimit-Remaining", "Requests left."),
        ("X-RateLimit-Reset", "When the window ends, in Unix seconds."),
    ]

    /// The components.
    public static let all: JSONValue = .object(
        names.map { name, description in
            (
                name,
                [
                    "description": .string(description), "required": true,
                    "schema": ["type": "string", "pattern": "^[0-9]+$"],
                ]
            )
        }
    )

    /// References to the components, for a response.
    public static let references: JSONValue = .object(
        names.map { ($0.0, ["$ref": .string("#/components/headers/\($0.0)")]) }
    )
}
