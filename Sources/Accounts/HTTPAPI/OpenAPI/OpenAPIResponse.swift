public import JSONCoding

/// A success response in an OpenAPI document.
public struct OpenAPIResponse: Sendable {
    let status: Int
    let json: JSONValue

    /// What can be done with the `id` of the returned entity, and the endpoint for it.
    public struct Link: Sendable {
        let name: String
        let endpoint: String

        /// Creates a link to the endpoint with the name.
        public init(_ name: String, to endpoint: String) {
            (self.name, self.endpoint) = (name, endpoint)
        }

        fileprivate var json: JSONValue {
            [
                "operationId": .string(endpoint),
                "parameters": ["id": "$response.body#/entity/id"],
            ]
        }
    }

    /// Creates a response.
    ///
    /// - Parameters:
    ///   - status: the status.
    ///   - description: what it means.
    ///   - content: the schema of each content type; empty for no body.
    ///   - links: the possible next calls.
    public init(
        _ status: Int,
        _ description: String,
        content: [(type: String, schema: JSONValue)],
        links: [Link] = []
    ) {
        self.status = status
        var members: [(String, JSONValue)] = [
            ("description", .string(description)), ("headers", OpenAPIHeaders.references),
        ]
        if !content.isEmpty {
            let types = content.map { ($0.type, JSONValue.object([("schema", $0.schema)])) }
            members.append(("content", .object(types)))
        }
        if !links.isEmpty {
            members.append(("links", .object(links.map { ($0.name, $0.json) })))
        }
        json = .object(members)
    }

    /// A response with a JSON body whose schema is a component.
    public static func json(
        _ status: Int,
        _ schema: String,
        _ description: String = "Success",
        links: [Link] = []
    ) -> OpenAPIResponse {
        let content = [(type: "application/json", schema: OpenAPIShape.reference(schema))]
        return OpenAPIResponse(status, description, content: content, links: links)
    }

    /// 200 with a JSON body whose schema is a component.
    public static func ok(_ schema: String) -> OpenAPIResponse { .json(200, schema) }

    /// 204 without a body.
    public static func noContent(_ description: String) -> OpenAPIResponse {
        OpenAPIResponse(204, description, content: [])
    }
}
