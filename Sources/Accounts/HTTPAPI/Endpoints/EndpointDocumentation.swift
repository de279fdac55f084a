public import JSONCoding

/// The description of an endpoint in the OpenAPI document.
public struct EndpointDocumentation: Sendable {
    let summary: String
    let tag: String?
    let parameters: [JSONValue]
    let body: OpenAPIBody?
    let responses: [OpenAPIResponse]
    let errors: [OpenAPIError]

    /// Creates the documentation.
    ///
    /// Errors that every endpoint has are added: 401, 429, 500 and 503, and with a body 413 and
    /// 415.
    ///
    /// - Parameters:
    ///   - summary: what it does, in the imperative.
    ///   - tag: the group that it is shown in.
    ///   - parameters: of the path, the query and the headers.
    ///   - body: the body of a request.
    ///   - responses: the responses to valid requests.
    ///   - errors: the responses to other requests.
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

/// The request body in an OpenAPI document.
public struct OpenAPIBody: Sendable {
    let contentType: String
    let schema: JSONValue

    /// A JSON body.
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
