import Accounts
import AccountsModel
import Attributes
import Audience
import AudienceModel
import AudienceViews
import Essentials
import HTTPAPI
import HTTPServer
import JSONCoding

extension IngestAPI {
    static let readEndpoints: [StreamEndpoint] = [
        StreamEndpoint(
            .get,
            inDataSource: "/stream",
            name: "stream-show",
            access: .anyToken,
            "Get what the token gives access to, and recent usage",
            responses: [.ok("StreamInfo")],
            handler: IngestAPI.showStream
        ),
        StreamEndpoint(
            .get,
            inDataSource: "/stream/contacts/{userId}",
            takesRest: true,
            name: "stream-contact-show",
            access: .scope(.audienceRead),
            "Get a contact as the data source sent it",
            parameters: [IngestSchemas.userID],
            responses: [.ok("SourceContact")],
            errors: [.forbidden],
            handler: IngestAPI.showContact
        ),
        StreamEndpoint(
            .get,
            inDataSource: "/stream/specs/attributes",
            name: "stream-specs-attributes",
            access: .anyToken,
            "List the attributes of contacts",
            responses: [.ok("Specs")],
            handler: IngestAPI.listAttributes
        ),
        StreamEndpoint(
            .get,
            inDataSource: "/stream/specs/events",
            name: "stream-specs-events",
            access: .anyToken,
            "List the event types",
            responses: [.ok("Specs")],
            handler: IngestAPI.listEventTypes
        ),
        StreamEndpoint(
            .get,
            inDataSource: "/stream/specs/event-parameters/{eventType}",
            name: "stream-specs-event-parameters",
            access: .anyToken,
            "List the parameters of an event type",
            parameters: [IngestSchemas.eventType],
            responses: [.ok("Specs")],
            handler: IngestAPI.listParameters
        ),
    ]
}

/// `GET /stream`, its specs, and `GET /stream/contacts/{userId}`.
extension IngestAPI {
    func showStream(
        _ request: HTTPRequest,
        _ caller: StreamCaller
    ) async throws(ServiceError) -> HTTPResponse {
        let report = try await audience.sources.report(on: caller.source)
        let organization = try await gate.directory.organization(caller.organization.id)
        let figures = report.statistics
        var writer = JSONWriter(capacity: 2048)
        writer.object { writer in
            writer.key("organization")
            let showsAccount = caller.token.scopes.contains(.accountRead)
            writer.organization(organization, showsAccount: showsAccount)
            writer.key("project")
            writer.projectSummary(caller.access.project)
            writer.key("datasource")
            writer.dataSource(report, isWhole: false)
            writer.key("stream")
            writer.object { writer in
                writer.member("id", plain: caller.source.id.hexDigits)
                writer.member("type", "api")
                writer.member("exposed", true)
                writer.member("purpose", String?.none)
                writer.member("callsTotal", figures.calls)
                writer.member("callsSuccess", figures.callsSucceeded)
                writer.member("callsFailures", figures.callsFailed)
                writer.member("processedEntitiesSuccess", figures.itemsAccepted)
                writer.member("processedEntitiesFailures", figures.itemsRefused)
                writer.member("lastCallTime", plain: figures.lastCallAt?.iso8601Bytes)
                writer.member("lastSuccessTime", plain: figures.lastSuccessAt?.iso8601Bytes)
                writer.member("lastFailureTime", plain: figures.lastFailureAt?.iso8601Bytes)
            }
            writer.key("token")
            writer.object { writer in
                writer.member("type", caller.token.kind.rawValue)
                writer.key("scopes")
                writer.scopes(caller.token.scopes)
            }
        }
        return .json(bytes: writer.bytes)
    }

    /// A contact as its data source sent it.
    func showContact(
        _ request: HTTPRequest,
        _ caller: StreamCaller
    ) async throws(ServiceError) -> HTTPResponse {
        let contact = try await audience.ingest.sourceContact(
            try request.userID(),
            of: caller.source
        )
        let project = caller.access.project.id
        let catalogue = try await audience.catalogue.attributes(of: project).map(\.definition)
        let view = ContactView(catalogue, caller.access.audience)
        var writer = JSONWriter(capacity: 1024)
        writer.object { writer in
            writer.key("contact")
            view.write(contact, to: &writer)
        }
        return .json(bytes: writer.bytes)
    }

    func listAttributes(
        _ request: HTTPRequest,
        _ caller: StreamCaller
    ) async throws(ServiceError) -> HTTPResponse {
        let project = caller.access.project
        let attributes = try await audience.catalogue.attributes(of: project.id)
        return specs(attributes) { $0.attribute($1, of: project) }
    }

    func listEventTypes(
        _ request: HTTPRequest,
        _ caller: StreamCaller
    ) async throws(ServiceError) -> HTTPResponse {
        let types = try await audience.catalogue.eventTypes(of: caller.access.project.id)
        return specs(types.filter(\.isVisible)) { $0.eventType($1) }
    }

    func listParameters(
        _ request: HTTPRequest,
        _ caller: StreamCaller
    ) async throws(ServiceError) -> HTTPResponse {
        let types = try await audience.catalogue.eventTypes(of: caller.access.project.id)
        let uid = request.parameters["eventType"]
        guard let type = types.first(where: { $0.uid == uid }) else {
            throw .notFound("event type \(uid ?? "")")
        }
        return specs(type.parameters.filter(\.isVisible)) { $0.parameter($1) }
    }

    private func specs<Spec>(
        _ specs: [Spec],
        _ write: (inout JSONWriter, Spec) -> Void
    ) -> HTTPResponse {
        var writer = JSONWriter(capacity: 512 * max(specs.count, 1))
        writer.object { writer in
            writer.key("specs")
            writer.array { writer in for spec in specs { write(&writer, spec) } }
        }
        return .json(bytes: writer.bytes)
    }
}
