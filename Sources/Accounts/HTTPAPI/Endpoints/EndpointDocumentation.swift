public import JSONCoding

/// What the OpenAPI document says about an endpoint.
public struct EndpointDocumentation: Sendable {
    let summary: String
    let tag: String?
    let parameters: [JSONValue]
    let body: OpenAPIBody?
    let responses: [OpenAPIResponse]
    let errors: [OpenAPIError]

    /// Creates the documentation.
    ///
    /// The errors that every endpoint has need not be named: 401, 429, 500 and 503, and with a
    /// body 413 and 415.
    ///
    /// - Parameters:
    ///   - summary: what it does, in the imperative.
    ///   - tag: the group it is shown in.
    ///   - parameters: of the path, the query and the headers.
    ///   - body: the body of a request.
    ///   - responses: the answers to requests that are in order.
    ///   - errors: the answers to others.
    public init(
        _ summary: String,
        tag: String? = nil,
        parameters: [JSONValue] = [],
        body: OpenAPIBody? = nil,
        responses: [OpenAPIResponse],
        errors: [OpenAPIError] = []
    ) {
        self.summary = summary
        self.tag = tag
        self.parameters = parameters
        self.body = body
        self.responses = responses
        self.errors =
            errors + (body == nil ? [] : [.bodyTooLarge, .unsupportedEncoding])
            + [.unauthorized, .rateLimited, .internalFault, .unavailable]
    }
}

/// The body of a request in an OpenAPI document.
public struct OpenAPIBody: Sendable {
    let contentType: String
    let schema: JSONValue

    /// A body of JSON.
    public static func json(_ schema: JSONValue) -> OpenAPIBody {
        OpenAPIBody(contentType: "application/json", schema: schema)
    }

    /// A body of bytes.
    public static let binary = OpenAPIBody(
        contentType: "application/octet-stream",
        schema: ["type": "string", "format": "binary"]
    )

    var json: JSONValue {
        [
            "required": true,
            "content": .object([(contentType, .object([("schema", schema)]))]),
        ]
    }
}
