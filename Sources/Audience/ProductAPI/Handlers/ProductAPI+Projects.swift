import Accounts
import AccountsModel
import Attributes
import Audience
import AudienceViews
import Essentials
import HTTPAPI
import HTTPServer
import JSONCoding

/// `GET /`, `GET /project/{project}` and its specs.
extension ProductAPI {
    func showToken(_ authorization: Authorization) async throws(ServiceError) -> HTTPResponse {
        let account = authorization.account.organization.id
        let organization = try await gate.directory.organization(account)
        let token = authorization.token
        return .document { writer in
            writer.key("entity")
            writer.token(token, projects: authorization.projects)
            writer.key("metadata")
            writer.metadata(of: token, organization)
        }
    }

    func showProject(_ access: ProjectAccess) async throws(ServiceError) -> HTTPResponse {
        let about = try await about(access)
        return .document { writer in
            writer.key("entity")
            writer.project(access.project)
            about.write(to: &writer)
        }
    }

    func listAttributes(_ access: ProjectAccess) async throws(ServiceError) -> HTTPResponse {
        let attributes = try await audience.catalogue.attributes(of: access.project.id)
        let about = try await about(access)
        return .document(capacity: 600 * attributes.count) { writer in
            writer.key("entities")
            writer.array { writer in
                for attribute in attributes { writer.attribute(attribute, of: access.project) }
            }
            about.write(to: &writer)
        }
    }

    func listEventTypes(_ access: ProjectAccess) async throws(ServiceError) -> HTTPResponse {
        .entities(try await audience.catalogue.eventTypes(of: access.project.id)) {
            $0.eventType($1)
        }
    }

    func showEventType(
        _ request: HTTPRequest,
        _ access: ProjectAccess
    ) async throws(ServiceError) -> HTTPResponse {
        let uid = request.parameters["eventType"]
        let types = try await audience.catalogue.eventTypes(of: access.project.id)
        guard let type = types.first(where: { $0.uid == uid }) else {
            throw .notFound("event type \(uid ?? "")")
        }
        return .document { writer in
            writer.key("entities")
            writer.array { writer in
                for parameter in type.parameters { writer.parameter(parameter) }
            }
            writer.key("metadata")
            writer.object { writer in
                writer.key("event")
                writer.eventType(type)
            }
        }
    }

    private func about(_ access: ProjectAccess) async throws(ServiceError) -> AboutToken {
        let account = access.authorization.account.organization.id
        return AboutToken(
            token: access.token,
            organization: try await gate.directory.organization(account),
            uniqueAttributes: try await audience.catalogue.uniqueAttributes(of: access.project.id)
        )
    }
}

/// The metadata of answers about a project.
private struct AboutToken {
    let token: Token
    let organization: Organization
    let uniqueAttributes: [String]

    func write(to writer: inout JSONWriter) {
        writer.key("metadata")
        writer.metadata(of: token, organization, uniqueAttributes: uniqueAttributes)
    }
}
