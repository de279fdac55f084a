import JSONCoding

/// An error response in an OpenAPI document.
public struct OpenAPIError: Sendable {
    let status: Int
    let description: String
    /// Whether the answer carries the rate-limit headers.
    let isCounted: Bool

    init(_ status: Int, _ description: String, isCounted: Bool = true) {
        (self.status, self.description, self.isCounted) = (status, description, isCounted)
    }

    /// 400.
    public static let badRequest = OpenAPIError(400, "The body or a parameter is invalid")
    /// 402.
    public static let noFunds = OpenAPIError(402, "Insufficient funds")
    /// 403.
    public static let forbidden = OpenAPIError(
        403,
        "The token lacks a scope, or its privacy level hides what was asked for"
    )
    /// 404.
    public static let notFound = OpenAPIError(404, "Not found, or not visible to the token")
    /// 409.
    public static let conflict = OpenAPIError(409, "The current state does not allow it")
    /// 422 of an endpoint that distinguishes invalid values from an unreadable body.
    public static let invalidValues = OpenAPIError(422, "Validation failed")
    /// 422 of an endpoint with an idempotency key.
    public static let keyReused = OpenAPIError(
        422,
        "The Idempotency-Key was used with another body"
    )
    /// 413, also of endpoints that ignore their body.
    public static let bodyTooLarge = OpenAPIError(413, "The body is too large", isCounted: false)
    /// 415, also of endpoints that ignore their body.
    public static let unsupportedEncoding = OpenAPIError(
        415,
        "The body has a Content-Encoding",
        isCounted: false
    )

    static let unauthorized = OpenAPIError(401, "No valid token of this API")
    static let rateLimited = OpenAPIError(429, "Too many requests")
    static let internalFault = OpenAPIError(500, "Internal error", isCounted: false)
    static let unavailable = OpenAPIError(
        503,
        "Nothing was done; try again later",
        isCounted: false
    )

    func json(_ schemas: OpenAPIErrorSchemas) -> JSONValue {
        var members: [(String, JSONValue)] = [("description", .string(description))]
        if status == 401 ? schemas.isUnauthorizedCounted : isCounted {
            members.append(("headers", OpenAPIHeaders.references))
        }
        // A refusal by the rate limit has no body.
        if status != 429 {
            let name = status == 400 ? schemas.badRequest : schemas.other
            let schema = OpenAPIShape.reference(name)
            members.append(("content", ["application/json": ["schema": schema]]))
        }
        return .object(members)
    }
}

/// The format of an API's errors in its OpenAPI document.
public struct OpenAPIErrorSchemas: Sendable {
    let badRequest: String
    let other: String
    let isUnauthorizedCounted: Bool
    let definitions: [(String, JSONValue)]

    /// One schema for all errors, `Error`.
    public static let standard = OpenAPIErrorSchemas(
        badRequest: "Error",
        other: "Error",
        isUnauthorizedCounted: true,
        definitions: [("Error", withFields)]
    )

    /// `WrongRequestError` for 400 and `MessageError` for all others, as existing clients expect;
    /// a 401 has no rate-limit headers.
    public static let named = OpenAPIErrorSchemas(
        badRequest: "WrongRequestError",
        other: "MessageError",
        isUnauthorizedCounted: false,
        definitions: [
            ("MessageError", OpenAPIShape.record([("message", OpenAPIShape.text)])),
            ("WrongRequestError", withFields),
        ]
    )

    private static let withFields: JSONValue = [
        "type": "object", "required": ["message"],
        "properties": ["message": OpenAPIShape.text, "errors": OpenAPIShape.fieldErrors],
    ]
}
