import HTTPAPI
import JSONCoding

/// The OpenAPI 3.1 document, made from the table of endpoints that also makes the routes.
extension ProductAPI {
    /// The document as JSON.
    public static var openAPI: [UInt8] {
        OpenAPIDocument(
            title: "Heliograph product API",
            description: "Projects, data sources, the unified audience and its events.",
            base: ProductAPI.prefixes[0],
            operations: ProductEndpoint.allCases.map(\.operation),
            schemas: ProductSchemas.all
        ).bytes
    }
}

extension ProductEndpoint {
    fileprivate var operation: OpenAPIOperation {
        OpenAPIOperation(
            method,
            path,
            id: rawValue,
            summary: summary,
            parameters: ProductSchemas.parameters(of: self),
            body: ProductSchemas.body(of: self),
            responses: [response],
            errors: errors,
            limitsStrangers: true
        )
    }

    private var summary: String {
        switch self {
        case .token: "Read the token and its projects"
        case .project: "Read a project"
        case .attributes: "List the attributes of contacts"
        case .eventTypes: "List the types of events"
        case .eventType: "List the parameters of a type of events"
        case .contact: "Read a contact"
        case .contactByUnique: "Read the contact with a value of a unique attribute"
        case .contactsByUser: "Find contacts by user id"
        case .contactsByPhone: "Find contacts by phone number"
        case .contactsByEmail: "Find contacts by e-mail address"
        case .lineage: "Explain where each value of a contact comes from"
        case .contactSearch: "Search contacts"
        case .contactScroll: "Read all contacts that a filter finds, page by page"
        case .contactFigures: "Aggregate contacts"
        case .contactExport: "Export all contacts that a filter finds, as CSV or NDJSON"
        case .action: "Subscribe, unsubscribe or delete a contact"
        case .timeline: "Read the latest events of a contact"
        case .eventSearch: "Search events"
        case .eventScroll: "Read all events that a filter finds, page by page"
        case .eventFigures: "Aggregate events"
        case .eventExport: "Export all events that a filter finds, as CSV or NDJSON"
        case .dataSources: "List data sources"
        case .dataSourceCreation: "Create a data source with its token"
        case .dataSource: "Read a data source"
        case .dataSourceChange: "Change a data source"
        case .dataSourceRemoval: "Delete a data source"
        case .dataSourceFigures: "Read the figures of a data source"
        }
    }

    private var response: (String, JSONValue) {
        let schema =
            switch self {
            case .token, .project, .contact, .contactByUnique, .lineage, .dataSource,
                .dataSourceChange, .dataSourceCreation:
                "Entity"
            case .attributes, .eventType, .contactSearch, .contactScroll, .timeline, .eventSearch,
                .eventScroll, .dataSources:
                "Page"
            case .eventTypes: "Entities"
            case .contactsByUser, .contactsByPhone, .contactsByEmail: "Matches"
            case .contactFigures, .eventFigures: "Figures"
            case .action: "ActionReport"
            case .dataSourceFigures: "DataSourceFigures"
            case .contactExport, .eventExport, .dataSourceRemoval: ""
            }
        let status =
            switch self {
            case .dataSourceCreation: "201"
            case .action: "202"
            case .dataSourceRemoval: "204"
            default: "200"
            }
        if self == .contactExport || self == .eventExport {
            return (status, ProductSchemas.exportResponse)
        }
        guard !schema.isEmpty else {
            return (status, ["description": "Done", "headers": OpenAPIHeaders.references])
        }
        return (status, OpenAPIShape.response("Done", OpenAPIShape.reference(schema)))
    }

    private var errors: [Int] {
        switch self {
        case .token: []
        case .dataSourceCreation, .dataSourceChange: [400, 403, 404, 422]
        case .dataSources, .contactSearch, .contactScroll, .contactFigures, .action,
            .eventSearch, .eventScroll, .eventFigures, .contactExport, .eventExport:
            [400, 403, 404]
        default: [403, 404]
        }
    }
}
