import Audience
import AudienceModel
import AudienceViews
import Essentials
import HTTPAPI
import HTTPServer
import JSONCoding

/// `POST /stream/contacts`, `POST /stream/events`, `DELETE /stream/contacts/{userId}`.
extension IngestAPI {
    /// The most items of one call.
    static let mostItems = 100

    func take(
        _ stream: QuarantinedItem.Stream,
        _ request: HTTPRequest,
        _ caller: StreamCaller
    ) async throws(ServiceError) -> HTTPResponse {
        let items: [JSONValue]
        do {
            items = try RequestBody.array(request, most: IngestAPI.mostItems)
        } catch {
            return HTTPResponse(error)
        }
        let options = try request.ingestOptions()
        let report = try await audience.ingest.accept(stream, items, into: caller.source, options)
        return IngestAnswer(report, caller, shape: .stream).response
    }

    func removeContact(
        _ request: HTTPRequest,
        _ caller: StreamCaller
    ) async throws(ServiceError) -> HTTPResponse {
        let report = try await audience.ingest.removeContact(
            try request.userID(),
            from: caller.source,
            request.ingestOptions()
        )
        return IngestAnswer(report, caller, shape: .removal).response
    }
}

extension HTTPRequest {
    /// The data source's own key of a contact, in the path.
    func userID() throws(ServiceError) -> String {
        guard let userID = parameters["userId"], !userID.isEmpty else {
            throw .notFound("contact")
        }
        return userID
    }
}
