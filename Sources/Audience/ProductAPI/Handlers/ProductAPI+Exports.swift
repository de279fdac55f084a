import AccountsModel
import Audience
import AudienceModel
import AudienceViews
import CSVCoding
import Essentials
import HTTPAPI
import HTTPServer
import JSONCoding

extension ProductAPI {
    static let exportEndpoints: [ProductEndpoint] = [
        ProductEndpoint(
            .post,
            inProject: "/audience/export",
            name: "audience-export",
            access: .scope(.audienceList),
            budget: "product-export",
            "Export all contacts that match a filter, as CSV or NDJSON",
            body: exportBody([("attributes", attributeNames)]),
            response: exportResponse,
            errors: [.badRequest],
            handler: ProductAPI.exportContacts
        ),
        ProductEndpoint(
            .post,
            inProject: "/event/export",
            name: "event-export",
            access: .scope(.audienceDataEvents),
            budget: "product-export",
            "Export all events that match a filter, as CSV or NDJSON",
            body: exportBody([]),
            response: exportResponse,
            errors: [.badRequest],
            handler: ProductAPI.exportEvents
        ),
    ]

    private static let attributeNames: JSONValue = [
        "type": ["array", "null"], "items": ProductSchemas.plainName,
    ]

    private static func exportBody(_ others: [(String, JSONValue)]) -> JSONValue {
        let formats = RowFormat.allCases.map { JSONValue.string($0.rawValue) }
        let delimiters = CSVDelimiter.allCases.map { delimiter in
            JSONValue.string(String(UnicodeScalar(delimiter.rawValue)))
        }
        return [
            "type": "object", "additionalProperties": false,
            "properties": .object(
                [
                    ("root", ProductSchemas.filter),
                    ("format", ["enum": .array(formats + [.null])]),
                    ("delimiter", ["enum": .array(delimiters + [.null])]),
                    ("spreadsheetSafe", ["type": ["boolean", "null"]]),
                ] + others
            ),
        ]
    }

    private static let exportResponse = OpenAPIResponse(
        200,
        "The rows. A response that ends without its last chunk is incomplete.",
        content: [("text/csv", OpenAPIShape.text), ("application/x-ndjson", OpenAPIShape.text)]
    )
}

/// Exports of contacts and events.
extension ProductAPI {
    func exportContacts(
        _ request: HTTPRequest,
        _ access: ProjectAccess
    ) async throws(ServiceError) -> HTTPResponse {
        try await explained { () async throws(ServiceError) in
            let view = try await view(access)
            let query = try ExportQuery(try request.object(), view)
            let parser = try await parser(access, view)
            let filter = try await computed(access) { () throws(ServiceError) in
                try parser.contacts(query.root, showing: query.shape.attributes ?? [])
            }
            let contacts = try await audience.exports.contacts(
                filter,
                in: access.project,
                by: access.actor,
                token: access.token.id
            )
            return answer(
                AudienceExport(contacts, view, query.shape),
                query.shape,
                "contacts",
                request
            )
        }
    }

    func exportEvents(
        _ request: HTTPRequest,
        _ access: ProjectAccess
    ) async throws(ServiceError) -> HTTPResponse {
        try await explained { () async throws(ServiceError) in
            let query = try ExportQuery(try request.object(), nil)
            let parser = try await parser(access, try await view(access))
            let filter = try await computed(access) { () throws(ServiceError) in
                try parser.events(query.root)
            }
            let events = try await audience.exports.events(
                filter,
                in: access.project,
                by: access.actor,
                token: access.token.id
            )
            return answer(AudienceExport(events, query.shape), query.shape, "events", request)
        }
    }

    private func answer(
        _ export: AudienceExport,
        _ shape: ExportShape,
        _ name: String,
        _ request: HTTPRequest
    ) -> HTTPResponse {
        let gate = gate
        let stream = ExportStream(export) { error in _ = gate.response(to: error, of: request) }
        var response = HTTPResponse.stream(shape.format.contentType, stream)
        let file = "\(name).\(shape.format.rawValue)"
        response.setHeader("Content-Disposition", "attachment; filename=\"\(file)\"")
        response.setHeader("X-Total-Rows", "\(export.total)")
        return response
    }
}
