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
            schemas: IngestSchemas.all + ImportSchemas.all
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
            bodyType: self == .importContent ? "application/octet-stream" : "application/json",
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
        case .imports: "List imports of files"
        case .importCreation: "Create an import of a file"
        case .importState: "Read how far an import is"
        case .importContent: "Append a piece of the file"
        case .importProblems: "Read what is wrong with the rows of an import"
        case .importCancellation: "Cancel an import"
        }
    }

    private var parameters: [JSONValue] {
        switch self {
        case .contacts, .events: IngestSchemas.flags
        case .contact: [IngestSchemas.userID]
        case .removal: [IngestSchemas.userID] + IngestSchemas.flags
        case .parameters: [IngestSchemas.eventType]
        case .importState, .importCancellation: [ImportSchemas.id]
        case .importContent: [ImportSchemas.id] + ImportSchemas.uploadHeaders
        case .importProblems: [ImportSchemas.id, ImportSchemas.after]
        case .info, .attributes, .eventTypes, .imports, .importCreation: []
        }
    }

    private var body: JSONValue? {
        switch self {
        case .contacts: IngestSchemas.batch(of: "ContactItem")
        case .events: IngestSchemas.batch(of: "EventItem")
        case .importCreation: ImportSchemas.plan
        case .importContent: ["type": "string", "format": "binary"]
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
        case .imports: [("200", response("Imports"))]
        case .importCreation: [("201", response("Import")), ("200", response("Import"))]
        case .importState, .importCancellation: [("200", response("Import"))]
        case .importContent: [("204", ImportSchemas.appended)]
        case .importProblems: [("200", ImportSchemas.problems)]
        }
    }

    private var errors: [Int] {
        switch self {
        case .contacts, .events, .removal: [400, 404]
        case .contact: [403, 404]
        case .importCreation, .importContent: [400, 404, 409]
        case .importProblems: [400, 404]
        default: [404]
        }
    }
}
