import AudienceViews
import Essentials
import HTTPAPI
import HTTPServer
import JSONCoding

/// An endpoint below a project.
typealias ProductEndpoint = Endpoint<ProductAPI, ProjectAccess>

extension ProductEndpoint {
    /// Creates an endpoint below `/project/{project}`.
    ///
    /// Common errors are added: those of ``EndpointDocumentation``, 403 and 404. All endpoints
    /// share one budget except the costly ones.
    init(
        _ method: HTTPMethod,
        inProject path: String,
        takesRest: Bool = false,
        name: String,
        access: EndpointAccess,
        budget: String = ProductAPI.budget,
        _ summary: String,
        parameters: [JSONValue] = [],
        body: JSONValue? = nil,
        response: OpenAPIResponse,
        errors: [OpenAPIError] = [],
        handler: @escaping @Sendable (ProductAPI) -> Handler
    ) {
        self.init(
            method,
            "/project/{project}" + path,
            takesRest: takesRest,
            name: name,
            access: access,
            budget: budget,
            documentation: EndpointDocumentation(
                summary,
                parameters: [OpenAPIShape.pathValue("project", OpenAPIShape.identifier)]
                    + parameters,
                body: body.map { .json($0) },
                responses: [response],
                errors: errors + [.forbidden, .notFound]
            ),
            handler: handler
        )
    }
}

extension ProductAPI {
    /// The default budget of endpoints.
    static let budget = "product"
}
