import Audience
import AudienceViews
import Essentials
import HTTPAPI
import HTTPServer
import JSONCoding

/// Exports of contacts and events.
extension ProductAPI {
    func exportContacts(
        _ request: HTTPRequest,
        _ access: ProjectAccess
    ) async throws(ServiceError) -> HTTPResponse {
        try await explained { () async throws(ServiceError) in
            let view = try await view(access)
            let query = try ExportQuery(try request.object(), view)
            let filter = try await parser(access, view).contacts(
                query.root,
                showing: query.shape.attributes ?? []
            )
            let contacts = try await audience.exports.contacts(
                filter,
                in: access.project,
                by: access.actor
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
            let filter = try await parser(access, try await view(access)).events(query.root)
            let events = try await audience.exports.events(
                filter,
                in: access.project,
                by: access.actor
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
