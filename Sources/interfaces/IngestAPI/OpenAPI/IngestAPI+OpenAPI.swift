import HTTPAPI
import JSONCoding

/// The OpenAPI 3.1 document, made from the table of endpoints that also makes the routes.
extension IngestAPI {
    /// The document as JSON.
    public static var openAPI: [UInt8] {
        OpenAPIDocument(
            title: "Heliograph ingest API",
            description: "Contacts and events into a data source.",
            base: IngestAPI.prefixes[0],
            operations: StreamEndpoint.allCases.map(\.operation),
            schemas: IngestSchemas.all
        ).bytes
    }
}

extension StreamEndpoint {
    fileprivate var operation: OpenAPIOperation {
        OpenAPIOperation(
            method,
            path,
            id: rawValue,
            summary: summary,
            parameters: IngestSchemas.place + parameters,
            body: body,
            responses: responses,
            errors: errors,
            limitsStrangers: true
        )
    }

    private var summary: String {
        switch self {
        case .info: "Read what the token opens, and recent usage"
        case .contacts: "Create or change up to 100 contacts"
        case .events: "Record up to 100 events"
        case .contact: "Read a contact as the data source gave it"
        case .removal: "Remove a contact from the data source"
        case .attributes: "List the attributes of contacts"
        case .eventTypes: "List the types of events"
        case .parameters: "List the parameters of a type of events"
        }
    }

    private var parameters: [JSONValue] {
        switch self {
        case .contacts, .events: IngestSchemas.flags
        case .contact: [IngestSchemas.userID]
        case .removal: [IngestSchemas.userID] + IngestSchemas.flags
        case .parameters: [IngestSchemas.eventType]
        case .info, .attributes, .eventTypes: []
        }
    }

    private var body: JSONValue? {
        switch self {
        case .contacts: IngestSchemas.batch(of: "ContactItem")
        case .events: IngestSchemas.batch(of: "EventItem")
        default: nil
        }
    }

    private var responses: [(String, JSONValue)] {
        func response(_ schema: String) -> JSONValue {
            OpenAPIShape.response("Done", OpenAPIShape.reference(schema))
        }
        return switch self {
        case .contacts, .events:
            [
                ("202", response("StreamReport")),
                (
                    "422",
                    OpenAPIShape.response(
                        "Every item was refused",
                        OpenAPIShape.reference("StreamReport")
                    )
                ),
            ]
        case .removal: [("202", response("RemovalReport"))]
        case .info: [("200", response("StreamInfo"))]
        case .contact: [("200", response("SourceContact"))]
        case .attributes, .eventTypes, .parameters: [("200", response("Specs"))]
        }
    }

    private var errors: [Int] {
        switch self {
        case .contacts, .events: [400, 404]
        case .contact: [403, 404]
        default: [404]
        }
    }
}
