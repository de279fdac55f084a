import AccountsModel
public import Audience
import AudienceModel
import AudienceViews
import Essentials
public import HTTPAPI
public import HTTPServer

/// The Ingest API: contacts and events into a data source, with its own token or a product token.
///
/// The wire format is described in docs/reference/api/ingest.md.
public struct IngestAPI: Sendable {
    /// The base paths of the API, the documented one first.
    public static let prefixes = ["/v1", ""]

    let audience: AudienceServices
    let gate: APIGate

    /// Creates the API.
    ///
    /// - Parameters:
    ///   - audience: accepts contacts and events.
    ///   - gate: authenticates and rate-limits requests.
    public init(audience: AudienceServices, gate: APIGate) {
        self.audience = audience
        self.gate = gate
    }

    /// Every endpoint of the API.
    static let endpoints = readEndpoints + writeEndpoints + importEndpoints

    private static let tokens = AcceptedTokens([.datasource, .product])

    /// The routes below every base path.
    public var routes: [HTTPRoute] {
        let routes = IngestAPI.endpoints.flatMap { endpoint in
            endpoint.routes(of: self, behind: gate, Self.tokens) {
                request,
                authorization
                    throws(ServiceError) in
                try await StreamCaller(authorization, request, audience)
            }
        }
        return IngestAPI.prefixes.flatMap { routes.mounted(under: $0) }
    }
}
