import Attributes
import Audience
import AudienceModel
import AudienceViews
import Essentials
import HTTPAPI
import HTTPServer
import JSONCoding

extension IngestAPI {
    static let writeEndpoints: [StreamEndpoint] = [
        StreamEndpoint(
            .post,
            inDataSource: "/stream/contacts",
            name: "stream-contacts",
            access: .anyToken,
            "Create or update up to 100 contacts",
            parameters: IngestSchemas.flags,
            body: .json(IngestSchemas.batch(of: "ContactItem")),
            responses: streamReports,
            errors: [.badRequest],
            handler: { api in
                { request, caller throws(ServiceError) in
                    try await api.take(.contacts, request, caller)
                }
            }
        ),
        StreamEndpoint(
            .post,
            inDataSource: "/stream/events",
            name: "stream-events",
            access: .anyToken,
            "Record up to 100 events",
            parameters: IngestSchemas.flags,
            body: .json(IngestSchemas.batch(of: "EventItem")),
            responses: streamReports,
            errors: [.badRequest],
            handler: { api in
                { request, caller throws(ServiceError) in
                    try await api.take(.events, request, caller)
                }
            }
        ),
        StreamEndpoint(
            .delete,
            inDataSource: "/stream/contacts/{userId}",
            takesRest: true,
            name: "stream-contact-delete",
            access: .anyToken,
            "Delete a contact from the data source",
            parameters: [IngestSchemas.userID] + IngestSchemas.flags,
            responses: [.json(202, "RemovalReport")],
            errors: [.badRequest],
            handler: IngestAPI.removeContact
        ),
    ]

    private static let streamReports: [OpenAPIResponse] = [
        .json(202, "StreamReport"), .json(422, "StreamReport", "Every item was refused"),
    ]
}

/// `POST /stream/contacts`, `POST /stream/events`, `DELETE /stream/contacts/{userId}`.
extension IngestAPI {
    /// The most items per call.
    static let mostItems = 100

    func take(
        _ stream: RecordKind,
        _ request: HTTPRequest,
        _ caller: StreamCaller
    ) async throws(ServiceError) -> HTTPResponse {
        let items: [RequestBody.Item]
        do {
            items = try RequestBody.items(request, most: IngestAPI.mostItems)
        } catch {
            throw ServiceError(error)
        }
        let options = try request.ingestOptions()
        var faults: [Int: [IngestError]] = [:]
        for (index, item) in items.enumerated() where !item.faults.isEmpty {
            faults[index] = item.faults.map(\.ingestError)
        }
        let report = try await audience.ingest.accept(
            stream,
            items.map(\.json),
            faults: faults,
            into: caller.source,
            options
        )
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

extension JSONFault {
    fileprivate var ingestError: IngestError {
        let code =
            switch kind {
            case .numberRange: "value.out_of_range"
            case .loneSurrogate: "value.lone_surrogate"
            case .syntax: "item.not_json"
            }
        return IngestError(String(field.prefix(128)), code, message)
    }
}

extension HTTPRequest {
    /// The user id in the path.
    func userID() throws(ServiceError) -> String {
        guard let userID = parameters["userId"], !userID.isEmpty else {
            throw .notFound("contact")
        }
        return userID
    }
}
