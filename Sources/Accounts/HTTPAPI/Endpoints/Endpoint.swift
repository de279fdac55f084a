public import Accounts
public import Essentials
public import HTTPServer
import JSONCoding

/// One endpoint of an API in one value: its paths, access, rate limit, handler and documentation.
///
/// ```swift
/// Endpoint(
///     .get,
///     "/project/{project}/audience/{audienceId}",
///     name: "audience-show",
///     access: .scope(.audienceRead),
///     documentation: EndpointDocumentation("Read a contact", response: .ok("Entity")),
///     handler: ProductAPI.showContact
/// )
/// ```
///
/// An API is a table of such values. Its routes and its OpenAPI document are both made from the
/// table, so they cannot differ.
public struct Endpoint<API: Sendable, Caller: APICaller>: Sendable {
    /// Answers a request that was admitted.
    public typealias Handler =
        @Sendable (HTTPRequest, Caller) async throws(ServiceError) -> HTTPResponse

    /// The name of the endpoint in metrics, rate limits and the OpenAPI document.
    public let name: String
    /// The HTTP method.
    public let method: HTTPMethod
    /// The paths below the API's base; the documented one first, then its aliases.
    public let paths: [String]
    /// How many of the paths are documented; the others capture the rest of a raw path.
    private let documentedCount: Int
    /// What a caller must be allowed to do.
    public let access: EndpointAccess
    /// Endpoints with the same budget share one rate limit.
    public let budget: String
    /// What the OpenAPI document says.
    public let documentation: EndpointDocumentation
    private let handler: @Sendable (API) -> Handler

    /// Creates an endpoint.
    ///
    /// - Parameters:
    ///   - method: the HTTP method.
    ///   - path: the path below the API's base, with `{name}` for variable segments.
    ///   - aliases: other paths to the endpoint.
    ///   - takesRest: whether the last variable also takes raw slashes, as in `/contacts/a/b`:
    ///     existing clients do not encode them.
    ///   - name: its name in metrics and documents.
    ///   - access: what a caller must be allowed to do.
    ///   - budget: the rate limit that it shares; its own by default.
    ///   - documentation: its description in the OpenAPI document.
    ///   - handler: a method of the API that answers, such as `ProductAPI.showContact`.
    public init(
        _ method: HTTPMethod,
        _ path: String,
        aliases: [String] = [],
        takesRest: Bool = false,
        name: String,
        access: EndpointAccess,
        budget: String? = nil,
        documentation: EndpointDocumentation,
        handler: @escaping @Sendable (API) -> Handler
    ) {
        self.name = name
        self.method = method
        documentedCount = 1 + aliases.count
        paths = [path] + aliases + (takesRest ? ["\(path.dropLast())...}"] : [])
        self.access = access
        self.budget = budget ?? name
        self.documentation = documentation
        self.handler = handler
    }

    /// The routes to the endpoint, one per path.
    ///
    /// - Parameters:
    ///   - api: the API that answers.
    ///   - gate: admits requests.
    ///   - tokens: the tokens that give access to the API.
    ///   - identify: finds the caller for the handler; an error that it throws is the response.
    /// - Returns: the routes, relative to the API's base.
    public func routes(
        of api: API,
        behind gate: APIGate,
        _ tokens: AcceptedTokens,
        as identify:
            @escaping @Sendable (HTTPRequest, Authorization) async throws(ServiceError) -> Caller
    ) -> [HTTPRoute] {
        let (respond, access, budget) = (handler(api), access, budget)
        return paths.map { path in
            HTTPRoute(method, path, name: name, receivesBody: true) { request in
                await gate.admit(
                    request,
                    tokens,
                    access,
                    budget: budget,
                    as: { authorization throws(ServiceError) in
                        try await identify(request, authorization)
                    },
                    respond
                )
            }
        }
    }

    /// The operations of the OpenAPI document, one per documented path.
    public var operations: [OpenAPIOperation] {
        paths.prefix(documentedCount).enumerated().map { index, path in
            OpenAPIOperation(
                method,
                path,
                id: index == 0 ? name : "\(name)-alias-\(index)",
                documentation
            )
        }
    }
}
