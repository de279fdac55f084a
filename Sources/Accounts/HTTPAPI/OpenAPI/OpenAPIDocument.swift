import HTTPServer
public import JSONCoding

/// An OpenAPI 3.1 document, made from the operations of an API.
public struct OpenAPIDocument {
    private let title: String
    private let description: String
    private let base: String
    private let tags: [String]
    private let operations: [OpenAPIOperation]
    private let schemas: [(String, JSONValue)]
    private let errors: OpenAPIErrorSchemas

    /// Creates a document.
    ///
    /// - Parameters:
    ///   - title: the name of the API.
    ///   - description: its purpose.
    ///   - base: the common prefix of all paths.
    ///   - tags: the groups of operations.
    ///   - operations: the operations.
    ///   - schemas: the components that operations refer to, except those of errors.
    ///   - errors: the format of errors.
    public init(
        title: String,
        description: String,
        base: String,
        tags: [String] = [],
        operations: [OpenAPIOperation],
        schemas: [(String, JSONValue)],
        errors: OpenAPIErrorSchemas = .standard
    ) {
        self.title = title
        self.description = description
        self.base = base
        self.tags = tags
        self.operations = operations
        self.schemas = schemas
        self.errors = errors
    }

    /// The document as JSON.
    public var bytes: [UInt8] {
        var members: [(String, JSONValue)] = [
            ("openapi", "3.1.0"),
            (
                "info",
                [
                    "title": .string(title), "version": "1.0.0",
                    "description": .string(description),
                ]
            ),
            ("servers", [["url": .string(base.isEmpty ? "/" : base)]]),
            ("security", [["BearerAuth": []]]),
        ]
        if !tags.isEmpty {
            members.append(("tags", .array(tags.map { .object([("name", .string($0))]) })))
        }
        members.append(("paths", paths))
        members.append(
            (
                "components",
                [
                    "securitySchemes": ["BearerAuth": ["type": "http", "scheme": "bearer"]],
                    "schemas": .object(schemas + errors.definitions),
                    "headers": OpenAPIHeaders.all,
                ]
            )
        )
        var writer = JSONWriter(capacity: 65_536)
        writer.value(.object(members))
        return writer.bytes
    }

    /// The operations by path, and by method below it.
    private var paths: JSONValue {
        var paths: [(String, [(String, JSONValue)])] = []
        for operation in operations {
            let member = (operation.method.name.lowercased(), operation.json(errors))
            if let place = paths.firstIndex(where: { $0.0 == operation.path }) {
                paths[place].1.append(member)
            } else {
                paths.append((operation.path, [member]))
            }
        }
        return .object(paths.map { ($0.0, .object($0.1)) })
    }
}

/// One operation of a document: an endpoint on one of its paths.
public struct OpenAPIOperation {
    let method: HTTPMethod
    let path: String
    private let id: String
    private let documentation: EndpointDocumentation

    init(
        _ method: HTTPMethod,
        _ path: String,
        id: String,
        _ documentation: EndpointDocumentation
    ) {
        self.method = method
        self.path = path
        self.id = id
        self.documentation = documentation
    }

    func json(_ errors: OpenAPIErrorSchemas) -> JSONValue {
        var members: [(String, JSONValue)] = [
            ("operationId", .string(id)), ("summary", .string(documentation.summary)),
        ]
        if let tag = documentation.tag { members.append(("tags", [.string(tag)])) }
        if !documentation.parameters.isEmpty {
            members.append(("parameters", .array(documentation.parameters)))
        }
        if let body = documentation.body { members.append(("requestBody", body.json)) }
        let responses =
            documentation.responses.map { (String($0.status), $0.json) }
            + documentation.errors.map { (String($0.status), $0.json(errors)) }
        members.append(("responses", .object(responses)))
        return .object(members)
    }
}
