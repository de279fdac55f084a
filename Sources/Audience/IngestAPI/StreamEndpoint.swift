import Essentials
import HTTPAPI
import HTTPServer
import JSONCoding

/// An endpoint of a data source.
typealias StreamEndpoint = Endpoint<IngestAPI, StreamCaller>

extension StreamEndpoint {
    /// Creates an endpoint below `/project/{project}/datasource/{datasource}`.
    ///
    /// Common errors are added: those of ``EndpointDocumentation``, and 404.
    init(
        _ method: HTTPMethod,
        inDataSource path: String,
        takesRest: Bool = false,
        name: String,
        access: EndpointAccess,
        _ summary: String,
        parameters: [JSONValue] = [],
        body: OpenAPIBody? = nil,
        responses: [OpenAPIResponse],
        errors: [OpenAPIError] = [],
        handler: @escaping @Sendable (IngestAPI) -> Handler
    ) {
        let place = ["project", "datasource"].map {
            OpenAPIShape.pathValue($0, OpenAPIShape.identifier)
        }
        self.init(
            method,
            "/project/{project}/datasource/{datasource}" + path,
            takesRest: takesRest,
            name: name,
            access: access,
            documentation: EndpointDocumentation(
                summary,
                parameters: place + parameters,
                body: body,
                responses: responses,
                errors: errors + [.notFound]
            ),
            handler: handler
        )
    }
}
