import AccountsModel
import Audience
import AudienceModel
import AudienceViews
import Essentials
import HTTPAPI
import HTTPServer
import JSONCoding

/// Single reads of the audience, and what is done to one contact.
extension ProductAPI {
    func showContact(
        _ request: HTTPRequest,
        _ access: ProjectAccess
    ) async throws(ServiceError) -> HTTPResponse {
        let contact = try await audience.contacts.find(request.audienceID, in: access.project.id)
        let view = try await view(access)
        return .entity { view.write(contact, to: &$0) }
    }

    /// The contact that has the value in any of the project's unique attributes.
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

    /// What contacts are looked up by, named as in the path.
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

    /// Every match, and the first one as the quickstart shows it: with its values beside its id.
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

    /// How the token sees contacts of the project.
    func view(_ access: ProjectAccess) async throws(ServiceError) -> ContactView {
        let project = access.project.id
        let count = try await audience.catalogue.attributesCount(of: project)
        if let view = views.view(of: project, access.audience, attributesCount: count) {
            return view
        }
        let catalogue = try await audience.catalogue.attributes(of: project).map(\.definition)
        let view = ContactView(catalogue, access.audience)
        views.keep(view, of: project, access.audience, attributesCount: catalogue.count)
        return view
    }
}

extension HTTPRequest {
    /// The contact that the path names.
    var audienceID: String { parameters["audienceId"] ?? "" }

    /// A body that must be an object.
    func object() throws(ServiceError) -> JSONObject {
        do {
            return try RequestBody.object(self)
        } catch {
            throw ServiceError(error)
        }
    }
}
