public import Accounts
import AccountsModel
public import Audience
import AudienceViews
import Essentials
public import HTTPAPI
public import HTTPServer

public import struct HTTPServer.Route

/// The Product API: projects, data sources, the unified audience and its events.
///
/// What goes over the wire is told in docs/reference/api/product.md.
public struct ProductAPI: Sendable {
    /// What all paths of the API begin with, the documented one first.
    public static let prefixes = ["/v1", ""]

    let audience: AudienceServices
    let accounts: AccountService
    let gate: APIGate
    let views = ContactViewShelf()

    /// Creates the API.
    ///
    /// - Parameters:
    ///   - audience: the audience and its data sources.
    ///   - accounts: issues the tokens of new data sources.
    ///   - gate: knows the tokens and counts requests.
    public init(audience: AudienceServices, accounts: AccountService, gate: APIGate) {
        self.audience = audience
        self.accounts = accounts
        self.gate = gate
    }

    /// The routes below every prefix.
    public var routes: [Route] {
        let routes = ProductEndpoint.allCases.map { endpoint in
            Route(endpoint.method, endpoint.path, name: endpoint.rawValue) { request in
                await answer(endpoint, request)
            }
        }
        return ProductAPI.prefixes.flatMap { routes.mounted(under: $0) }
    }

    private func answer(_ endpoint: ProductEndpoint, _ request: HTTPRequest) async -> HTTPResponse {
        await gate.admit(request, to: endpoint) { authorization throws(ServiceError) in
            guard endpoint != .token else { return try await showToken(authorization) }
            let access = try ProjectAccess(
                authorization,
                project: request.parameters["project"]
            )
            guard access.token.kind == .product else {
                throw .forbidden("A token of a data source opens its stream and nothing else")
            }
            if let scope = endpoint.scope { try access.require(scope) }
            return try await respond(endpoint, request, access)
        }
    }

    private func respond(
        _ endpoint: ProductEndpoint,
        _ request: HTTPRequest,
        _ access: ProjectAccess
    ) async throws(ServiceError) -> HTTPResponse {
        switch endpoint {
        case .token: try await showToken(access.authorization)
        case .project: try await showProject(access)
        case .attributes: try await listAttributes(access)
        case .eventTypes: try await listEventTypes(access)
        case .eventType: try await showEventType(request, access)
        case .contact: try await showContact(request, access)
        case .contactByUnique: try await showContactByUnique(request, access)
        case .contactsByUser: try await findContacts(by: .user, request, access)
        case .contactsByPhone: try await findContacts(by: .phone, request, access)
        case .contactsByEmail: try await findContacts(by: .email, request, access)
        case .lineage: try await showLineage(request, access)
        case .contactSearch: try await listContacts(isScroll: false, request, access)
        case .contactScroll: try await listContacts(isScroll: true, request, access)
        case .contactFigures: try await aggregate(.contacts, request, access)
        case .contactExport: try await exportContacts(request, access)
        case .action: try await act(request, access)
        case .timeline: try await showTimeline(request, access)
        case .eventSearch: try await listEvents(isScroll: false, request, access)
        case .eventScroll: try await listEvents(isScroll: true, request, access)
        case .eventFigures: try await aggregate(.events, request, access)
        case .eventExport: try await exportEvents(request, access)
        case .dataSources: try await listDataSources(request, access)
        case .dataSourceCreation: try await createDataSource(request, access)
        case .dataSource: try await showDataSource(request, access)
        case .dataSourceChange: try await changeDataSource(request, access)
        case .dataSourceRemoval: try await removeDataSource(request, access)
        case .dataSourceFigures: try await showFigures(request, access)
        }
    }
}
