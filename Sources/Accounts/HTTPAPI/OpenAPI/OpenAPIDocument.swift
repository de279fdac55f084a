public import HTTPServer
public import JSONCoding

/// An OpenAPI 3.1 document, made from the operations of an API.
public struct OpenAPIDocument {
    private let title: String
    private let description: String
    private let base: String
    private let operations: [OpenAPIOperation]
    private let schemas: [(String, JSONValue)]

    /// Creates a document.
    ///
    /// - Parameters:
    ///   - title: the name of the API.
    ///   - description: what it is for.
    ///   - base: what all paths begin with.
    ///   - operations: what it can do.
    ///   - schemas: the components that operations refer to; that of errors is there already.
    public init(
        title: String,
        description: String,
        base: String,
        operations: [OpenAPIOperation],
        schemas: [(String, JSONValue)]
    ) {
        self.title = title
        self.description = description
        self.base = base
        self.operations = operations
        self.schemas = schemas
    }

    /// The document as JSON.
    public var bytes: [UInt8] {
        var paths: [(String, [(String, JSONValue)])] = []
        for operation in operations {
            let member = (operation.method.name.lowercased(), operation.json)
            if let place = paths.firstIndex(where: { $0.0 == operation.path }) {
                paths[place].1.append(member)
            } else {
                paths.append((operation.path, [member]))
            }
        }
        let document: JSONValue = [
            "openapi": "3.1.0",
            "info": [
                "title": .string(title), "version": "1.0.0", "description": .string(description),
            ],
            "servers": [["url": .string(base)]],
            "security": [["BearerAuth": []]],
            "paths": .object(paths.map { ($0.0, .object($0.1)) }),
            "components": [
                "securitySchemes": ["BearerAuth": ["type": "http", "scheme": "bearer"]],
                "schemas": .object(schemas + [("Error", OpenAPIDocument.error)]),
                "headers": OpenAPIHeaders.all,
            ],
        ]
        var writer = JSONWriter(capacity: 65_536)
        writer.value(document)
        return writer.bytes
    }

    private static let error: JSONValue = [
        "type": "object", "required": ["message"],
        "properties": [
            "message": OpenAPIShape.text,
            "errors": [
                "type": "object",
                "additionalProperties": OpenAPIShape.list(OpenAPIShape.text),
            ],
        ],
    ]
}

/// One operation of a document.
public struct OpenAPIOperation {
    let method: HTTPMethod
    let path: String
    private let id: String
    private let summary: String
    private let parameters: [JSONValue]
    private let body: JSONValue?
    private let bodyType: String
    private let responses: [(String, JSONValue)]

    /// Creates an operation; errors that every operation has are added to its responses.
    ///
    /// With `limitsStrangers` answers to requests without a valid token tell of a limit too.
    public init(
        _ method: HTTPMethod,
        _ path: String,
        id: String,
        summary: String,
        parameters: [JSONValue] = [],
        body: JSONValue? = nil,
        bodyType: String = "application/json",
        responses: [(String, JSONValue)],
        errors: [Int] = [],
        limitsStrangers: Bool = false
    ) {
        self.method = method
        self.path = path
        self.id = id
        self.summary = summary
        self.parameters = parameters
        self.body = body
        self.bodyType = bodyType
        let all = errors + (body == nil ? [] : [413, 415]) + [401, 429, 500, 503]
        self.responses =
            responses
            + all.map { (String($0), OpenAPIOperation.response($0, limitsStrangers)) }
    }

    var json: JSONValue {
        var members: [(String, JSONValue)] = [
            ("operationId", .string(id)), ("summary", .string(summary)),
        ]
        if !parameters.isEmpty { members.append(("parameters", .array(parameters))) }
        if let body {
            let content: JSONValue = .object([
                (bodyType, JSONValue.object([("schema", body)]))
            ])
            members.append(("requestBody", ["required": true, "content": content]))
        }
        members.append(("responses", .object(responses)))
        return .object(members)
    }

    private static func response(_ status: Int, _ limitsStrangers: Bool) -> JSONValue {
        let error = OpenAPIShape.reference("Error")
        return switch status {
        case 400: OpenAPIShape.response("The body or a parameter is wrong", error)
        case 403: OpenAPIShape.response("A scope is missing, or the level of privacy", error)
        case 404: OpenAPIShape.response("Nothing there that the token sees", error)
        case 409: OpenAPIShape.response("It contradicts the state of things", error)
        case 422: OpenAPIShape.response("Values break rules", error)
        case 429:
            ["description": "Too many requests: wait", "headers": OpenAPIHeaders.references]
        case 401 where limitsStrangers:
            OpenAPIShape.response("No valid token of this API", error)
        case 401: plain("No valid token of this API", error)
        case 413: plain("The body is too large", error)
        case 415: plain("The body has a Content-Encoding", error)
        case 503: plain("Nothing was done: try again later", error)
        default: plain("A fault of the server", error)
        }
    }

    private static func plain(_ description: String, _ schema: JSONValue) -> JSONValue {
        [
            "description": .string(description),
            "content": ["application/json": ["schema": schema]],
        ]
    }
}
