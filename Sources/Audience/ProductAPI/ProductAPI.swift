public import Accounts
import AccountsModel
public import Audience
import AudienceViews
import Essentials
public import HTTPAPI
public import HTTPServer

/// The Product API: projects, data sources, the unified audience and its events.
///
/// The wire format is described in docs/reference/api/product.md.
public struct ProductAPI: Sendable {
    /// The base paths of the API, the documented one first.
    public static let prefixes = ["/v1", ""]

    let audience: AudienceServices
    let accounts: AccountService
    let gate: APIGate
    let views = ContactViewCache()

    /// Creates the API.
    ///
    /// - Parameters:
    ///   - audience: the audience and its data sources.
    ///   - accounts: issues the tokens of new data sources.
    ///   - gate: authenticates and rate-limits requests.
    public init(audience: AudienceServices, accounts: AccountService, gate: APIGate) {
        self.audience = audience
        self.accounts = accounts
        self.gate = gate
    }

    /// The endpoints below a project; the only other one is ``tokenEndpoint``.
    static let endpoints =
        projectEndpoints + schemaEndpoints + contactEndpoints + queryEndpoints + exportEndpoints
        + dataSourceEndpoints

    private static let tokens = AcceptedTokens([.product, .datasource])

    /// The routes below every base path.
    public var routes: [HTTPRoute] {
        let token = ProductAPI.tokenEndpoint.routes(of: self, behind: gate, Self.tokens) { $1 }
        let others = ProductAPI.endpoints.flatMap { endpoint in
            endpoint.routes(of: self, behind: gate, Self.tokens) {
                request,
                authorization
                    throws(ServiceError) in
                try ProductAPI.access(request, authorization)
            }
        }
        return ProductAPI.prefixes.flatMap { (token + others).mounted(under: $0) }
    }

    private static func access(
        _ request: HTTPRequest,
        _ authorization: Authorization
    ) throws(ServiceError) -> ProjectAccess {
        let access = try ProjectAccess(authorization, project: request.parameters["project"])
        guard access.token.kind == .product else {
            throw .forbidden("A token of a data source opens its stream and nothing else")
        }
        return access
    }
}
