import Accounts
import AccountsModel
import Essentials
import HTTPAPI
import HTTPServer
import JSONCoding
import Messaging
import MessagingModel

extension TransactionalAPI {
    static let lookupEndpoints: [TransactionalEndpoint] = [
        TransactionalEndpoint(
            .post,
            "/lookup",
            name: "lookup-create",
            access: .anyToken,
            documentation: EndpointDocumentation(
                "Look up a number",
                tag: "lookup",
                body: .json(OpenAPIShape.reference("LookupBody")),
                responses: [
                    .json(
                        201,
                        "LookupResponse",
                        links: [OpenAPIResponse.Link("show", to: "lookup-show")]
                    )
                ],
                errors: [.badRequest, .noFunds]
            ),
            handler: TransactionalAPI.createLookup
        ),
        TransactionalEndpoint(
            .get,
            "/lookup",
            name: "lookup-list",
            access: .anyToken,
            documentation: EndpointDocumentation(
                "List lookups, newest first",
                tag: "lookup",
                parameters: TransactionalSchemas.paging,
                responses: [.ok("LookupListResponse")]
            ),
            handler: TransactionalAPI.listLookups
        ),
        TransactionalEndpoint(
            .get,
            "/lookup/{id}",
            name: "lookup-show",
            access: .anyToken,
            documentation: EndpointDocumentation(
                "Get a lookup",
                tag: "lookup",
                parameters: [TransactionalSchemas.id],
                responses: [.ok("LookupResponse")],
                errors: [.notFound]
            ),
            handler: TransactionalAPI.showLookup
        ),
    ]
}

/// `POST /lookup`, `GET /lookup`, `GET /lookup/{id}`.
extension TransactionalAPI {
    func createLookup(
        _ request: HTTPRequest,
        _ caller: Caller
    ) async throws(ServiceError) -> HTTPResponse {
        try request.refuseParameters()
        var fields: RequestFields
        do {
            fields = RequestFields(try RequestBody.object(request))
        } catch {
            return HTTPResponse(error)
        }
        let recipient = fields.text("to", isRequired: true) ?? ""
        fields.refuseOthers(than: ["to"])
        try fields.check()
        let lookup = try await lookups.start(
            recipient,
            for: caller.token,
            prices: caller.account.prices
        )
        return .entity(status: 201) { $0.lookup(lookup) }
    }

    func listLookups(
        _ request: HTTPRequest,
        _ caller: Caller
    ) async throws(ServiceError) -> HTTPResponse {
        let page = Page(request)
        var found: [NumberLookup] = []
        if let offset = page.offset {
            found = try await lookups.lookups(
                in: caller.projects,
                offset: offset,
                limit: page.size
            )
        }
        return .entities(found) { writer, lookup in writer.lookup(lookup) }
    }

    func showLookup(
        _ request: HTTPRequest,
        _ caller: Caller
    ) async throws(ServiceError) -> HTTPResponse {
        let lookup = try await lookups.lookup(try request.id(), in: caller.projects)
        return .entity { $0.lookup(lookup) }
    }
}

extension JSONWriter {
    /// Writes the entity.
    mutating func lookup(_ lookup: NumberLookup) {
        object { writer in
            writer.member("id", plain: lookup.key.id.hexDigits)
            writer.member("to", lookup.recipient)
            writer.member("normalizedTo", "+\(lookup.destination)")
            writer.member("status", lookup.status.name)
            writer.member("statusCode", lookup.statusCode)
            writer.member("country", lookup.country)
            writer.member("numberType", lookup.answer?.numberType)
            writer.member("mcc", lookup.answer?.mcc)
            writer.member("mnc", lookup.answer?.mnc)
            writer.member("operator", lookup.answer?.operatorName)
            writer.member("ported", lookup.answer?.isPorted)
            writer.key("price")
            writer.millionths(lookup.price.micros)
            writer.member("createdAt", plain: lookup.createdAt.iso8601Bytes)
            writer.member("completedAt", plain: lookup.completedAt?.iso8601Bytes)
        }
    }
}
