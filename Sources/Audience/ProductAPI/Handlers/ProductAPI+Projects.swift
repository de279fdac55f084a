import Accounts
import AccountsModel
import Attributes
import Audience
import AudienceViews
import Essentials
import HTTPAPI
import HTTPServer
import JSONCoding

extension ProductAPI {
    /// `GET /`, the only endpoint that is not below a project.
    static let tokenEndpoint = Endpoint<ProductAPI, Authorization>(
        .get,
        "/",
        name: "token-show",
        access: .anyToken,
        budget: budget,
        documentation: EndpointDocumentation(
            "Get the token and its projects",
            responses: [.ok("Entity")]
        ),
        handler: ProductAPI.showToken
    )

    private static let allFlag = OpenAPIShape.queryValue(
        "_all",
        "Include those that are hidden. A bare `_all` means true."
    )

    static let projectEndpoints: [ProductEndpoint] = [
        ProductEndpoint(
            .get,
            inProject: "",
            name: "project-show",
            access: .anyToken,
            "Get a project",
            response: .ok("Entity"),
            handler: ProductAPI.showProject
        ),
        ProductEndpoint(
            .get,
            inProject: "/specs/attributes",
            name: "specs-attributes",
            access: .anyToken,
            "List the attributes of contacts",
            response: .ok("Page"),
            handler: ProductAPI.listAttributes
        ),
        ProductEndpoint(
            .get,
            inProject: "/specs/events",
            name: "specs-events",
            access: .anyToken,
            "List the event types",
            parameters: [allFlag],
            response: .ok("Entities"),
            handler: ProductAPI.listEventTypes
        ),
        ProductEndpoint(
            .get,
            inProject: "/specs/events/{eventType}",
            name: "specs-event",
            access: .anyToken,
            "List the parameters of an event type",
            parameters: [
                OpenAPIShape.pathValue("eventType", ProductSchemas.plainName), allFlag,
            ],
            response: .ok("Page"),
            handler: ProductAPI.showEventType
        ),
    ]
}

/// `GET /`, `GET /project/{project}` and its specs.
extension ProductAPI {
    func showToken(
        _ request: HTTPRequest,
        _ authorization: Authorization
    ) async throws(ServiceError) -> HTTPResponse {
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

    func showProject(
        _ request: HTTPRequest,
        _ access: ProjectAccess
    ) async throws(ServiceError) -> HTTPResponse {
        let about = try await about(access)
        return .document { writer in
            writer.key("entity")
            writer.project(access.project)
            about.write(to: &writer)
        }
    }

    func listAttributes(
        _ request: HTTPRequest,
        _ access: ProjectAccess
    ) async throws(ServiceError) -> HTTPResponse {
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

    func listEventTypes(
        _ request: HTTPRequest,
        _ access: ProjectAccess
    ) async throws(ServiceError) -> HTTPResponse {
        let types = try await audience.catalogue.eventTypes(of: access.project.id)
        let showsAll = request.hasFlag("_all")
        return .entities(types.filter { showsAll || $0.isVisible }) { $0.eventType($1) }
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
        let showsAll = request.hasFlag("_all")
        let parameters = type.parameters.filter { showsAll || $0.isVisible }
        return .document { writer in
            writer.key("entities")
            writer.array { writer in
                for parameter in parameters { writer.parameter(parameter) }
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

/// The metadata of responses about a project.
private struct AboutToken {
    let token: Token
    let organization: Organization
    let uniqueAttributes: [String]

    func write(to writer: inout JSONWriter) {
        writer.key("metadata")
        writer.metadata(of: token, organization, uniqueAttributes: uniqueAttributes)
    }
}
