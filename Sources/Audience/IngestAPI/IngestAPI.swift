public import Audience
import AudienceModel
import Essentials
public import HTTPAPI
public import HTTPServer

public import struct HTTPServer.Route

/// The Ingest API: contacts and events into a data source, with its own token or a product token.
///
/// What goes over the wire is told in docs/reference/api/ingest.md.
public struct IngestAPI: Sendable {
    /// What all paths of the API begin with, the documented one first.
    public static let prefixes = ["/v1", ""]

    let audience: AudienceServices
    let gate: APIGate

    /// Creates the API.
    ///
    /// - Parameters:
    ///   - audience: takes contacts and events.
    ///   - gate: knows the tokens and counts requests.
    public init(audience: AudienceServices, gate: APIGate) {
        self.audience = audience
        self.gate = gate
    }

    /// The routes below every prefix.
    public var routes: [Route] {
        let routes = StreamEndpoint.allCases.map { endpoint in
            Route(endpoint.method, endpoint.path, name: endpoint.rawValue) { request in
                await gate.admit(request, to: endpoint, of: audience) {
                    caller throws(ServiceError) in
                    try await respond(endpoint, request, caller)
                }
            }
        }
        return IngestAPI.prefixes.flatMap { routes.mounted(under: $0) }
    }

    private func respond(
        _ endpoint: StreamEndpoint,
        _ request: HTTPRequest,
        _ caller: StreamCaller
    ) async throws(ServiceError) -> HTTPResponse {
        switch endpoint {
        case .info: try await showStream(caller)
        case .contacts: try await take(.contacts, request, caller)
        case .events: try await take(.events, request, caller)
        case .contact: try await showContact(request, caller)
        case .removal: try await removeContact(request, caller)
        case .attributes: try await listAttributes(caller)
        case .eventTypes: try await listEventTypes(caller)
        case .parameters: try await listParameters(request, caller)
        case .imports: try await listImports(caller)
        case .importCreation: try await createImport(request, caller)
        case .importState: try await showImport(request, caller)
        case .importContent: try await appendContent(request, caller)
        case .importProblems: try await listProblems(request, caller)
        case .importCancellation: try await cancelImport(request, caller)
        }
    }
}
