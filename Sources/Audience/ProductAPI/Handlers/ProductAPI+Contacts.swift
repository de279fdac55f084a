import AccountsModel
import Audience
import AudienceModel
import AudienceViews
import Essentials
import HTTPAPI
import HTTPServer
import JSONCoding

extension ProductAPI {
    static let contactEndpoints: [ProductEndpoint] = [
        ProductEndpoint(
            .get,
            inProject: "/audience/{audienceId}",
            name: "audience-show",
            access: .scope(.audienceRead),
            "Get a contact",
            parameters: [ProductSchemas.audienceID],
            response: .ok("Entity"),
            handler: ProductAPI.showContact
        ),
        ProductEndpoint(
            .get,
            inProject: "/audience/user/{value}",
            takesRest: true,
            name: "audience-user",
            access: .scope(.audienceRead),
            "Get the contact with a value of a unique attribute",
            parameters: [OpenAPIShape.pathValue("value", ProductSchemas.plainName)],
            response: .ok("Entity"),
            handler: ProductAPI.showContactByUnique
        ),
        ProductEndpoint(
            .get,
            inProject: "/audience/search/user/{userId}",
            takesRest: true,
            name: "audience-search-user",
            access: .scope(.audienceRead),
            "Find contacts by user id",
            parameters: [OpenAPIShape.pathValue("userId", ProductSchemas.plainName)],
            response: .ok("Matches"),
            handler: { api in
                { request, access throws(ServiceError) in
                    try await api.findContacts(by: .user, request, access)
                }
            }
        ),
        ProductEndpoint(
            .get,
            inProject: "/audience/search/phone/{phone}",
            name: "audience-search-phone",
            access: .scope(.audienceRead),
            "Find contacts by phone number",
            parameters: [OpenAPIShape.pathValue("phone", ProductSchemas.plainName)],
            response: .ok("Matches"),
            handler: { api in
                { request, access throws(ServiceError) in
                    try await api.findContacts(by: .phone, request, access)
                }
            }
        ),
        ProductEndpoint(
            .get,
            inProject: "/audience/search/email/{email}",
            takesRest: true,
            name: "audience-search-email",
            access: .scope(.audienceRead),
            "Find contacts by email address",
            parameters: [OpenAPIShape.pathValue("email", ProductSchemas.plainName)],
            response: .ok("Matches"),
            handler: { api in
                { request, access throws(ServiceError) in
                    try await api.findContacts(by: .email, request, access)
                }
            }
        ),
        ProductEndpoint(
            .get,
            inProject: "/audience/{audienceId}/lineage",
            name: "audience-lineage",
            access: .scope(.audienceRead),
            "Explain where each value of a contact comes from",
            parameters: [ProductSchemas.audienceID],
            response: .ok("Entity"),
            handler: ProductAPI.showLineage
        ),
        ProductEndpoint(
            .post,
            inProject: "/audience/stream/{action}",
            name: "audience-stream",
            access: .scope(.audienceWrite),
            "Subscribe, unsubscribe or delete a contact",
            parameters: actionParameters,
            body: actionBody,
            response: .json(202, "ActionReport"),
            errors: [.badRequest],
            handler: ProductAPI.act
        ),
    ]

    private static let actionParameters: [JSONValue] = [
        OpenAPIShape.pathValue(
            "action",
            ["enum": .array(ContactAction.Kind.allCases.map { .string($0.rawValue) })]
        ),
        OpenAPIShape.queryValue(
            "_sync",
            "Respond once the action is applied. A bare `_sync` means true."
        ),
        OpenAPIShape.queryValue(
            "_dryRun",
            "Validate only, without acting. A bare `_dryRun` means true."
        ),
    ]

    private static let actionBody: JSONValue = [
        "type": "object", "required": ["audienceId"], "additionalProperties": false,
        "properties": .object(
            [("audienceId", OpenAPIShape.text)]
                + ["reason", "utm-source", "utm-medium", "utm-campaign"].map {
                    ($0, ["type": ["string", "null"], "maxLength": 255])
                }
        ),
    ]
}

/// Single contacts: get, find, explain, act on.
extension ProductAPI {
    func showContact(
        _ request: HTTPRequest,
        _ access: ProjectAccess
    ) async throws(ServiceError) -> HTTPResponse {
        let contact = try await audience.contacts.find(request.audienceID, in: access.project.id)
        let view = try await view(access)
        return .entity { view.write(contact, to: &$0) }
    }

    /// Gets the contact with the value in any of the project's unique attributes.
    func showContactByUnique(
        _ request: HTTPRequest,
        _ access: ProjectAccess
    ) async throws(ServiceError) -> HTTPResponse {
        let value = request.parameters["value"] ?? ""
        let found = try await audience.contacts.find(unique: value, in: access.project.id)
        guard let contact = found.first else { throw .notFound("contact \(value)") }
        let view = try await view(access)
        return .entity { view.write(contact, to: &$0) }
    }

    /// The fields to find contacts by; the raw value is the path parameter.
    enum LookupKey: String {
        case user = "userId"
        case phone
        case email
    }

    func findContacts(
        by key: LookupKey,
        _ request: HTTPRequest,
        _ access: ProjectAccess
    ) async throws(ServiceError) -> HTTPResponse {
        let value = request.parameters[key.rawValue] ?? ""
        let project = access.project.id
        let found =
            switch key {
            case .user: try await audience.contacts.find(unique: value, in: project)
            case .phone: try await audience.contacts.find(phone: value, in: project)
            case .email: try await audience.contacts.find(email: value, in: project)
            }
        return try await matches(found, access)
    }

    /// All matches; and, as in the quickstart, the first one with its values beside its id.
    private func matches(
        _ found: [AudienceContact],
        _ access: ProjectAccess
    ) async throws(ServiceError) -> HTTPResponse {
        guard let first = found.first else { throw .notFound("contact") }
        let view = try await view(access)
        return .document(capacity: 2048 * (found.count + 1)) { writer in
            writer.key("entity")
            view.write(first, isFlat: true, to: &writer)
            writer.key("entities")
            writer.array { writer in for contact in found { view.write(contact, to: &writer) } }
        }
    }

    func showLineage(
        _ request: HTTPRequest,
        _ access: ProjectAccess
    ) async throws(ServiceError) -> HTTPResponse {
        let lineage = try await audience.contacts.lineage(
            of: request.audienceID,
            in: access.project.id
        )
        let view = try await view(access)
        return .entity { $0.lineage(lineage, through: view) }
    }

    /// `POST /audience/stream/{action}`.
    func act(
        _ request: HTTPRequest,
        _ access: ProjectAccess
    ) async throws(ServiceError) -> HTTPResponse {
        guard let kind = ContactAction.Kind(rawValue: request.parameters["action"] ?? "") else {
            throw .notFound("action")
        }
        let options = try request.ingestOptions()
        var fields = RequestFields(try request.object())
        let audienceID = fields.text("audienceId", isRequired: true)
        let reason = fields.text("reason")
        var origin: [String: String] = [:]
        for name in ["utm-source", "utm-medium", "utm-campaign"] {
            origin[name] = fields.text(name)
        }
        fields.refuseOthers(
            than: ["audienceId", "reason", "utm-source", "utm-medium", "utm-campaign"]
        )
        try fields.check()
        let action = ContactAction(
            kind,
            audienceID ?? "",
            reason: reason,
            origin: origin,
            actor: access.actor
        )
        let report = try await audience.actions.perform(action, in: access.project.id, options)
        return .document(status: 202) { $0.acceptedAction(action, report, access) }
    }

    /// The view of the project's contacts for the token.
    func view(_ access: ProjectAccess) async throws(ServiceError) -> ContactView {
        let project = access.project.id
        let version = try await audience.catalogue.version(of: project)
        if let view = views.view(of: project, access.audience, version: version) { return view }
        let catalogue = try await audience.catalogue.attributes(of: project).map(\.definition)
        let view = ContactView(catalogue, access.audience)
        views.insert(view, of: project, access.audience, version: version)
        return view
    }
}

extension HTTPRequest {
    /// The audience id in the path.
    var audienceID: String { parameters["audienceId"] ?? "" }

    /// The body, which must be an object.
    func object() throws(ServiceError) -> JSONObject {
        do {
            return try RequestBody.object(self)
        } catch {
            throw ServiceError(error)
        }
    }
}
