import HTTPAPI
import JSONCoding

/// The OpenAPI 3.1 document, made from the endpoints that also make the routes.
extension ProductAPI {
    /// The document as JSON.
    public static var openAPI: [UInt8] {
        OpenAPIDocument(
            title: "Heliograph product API",
            description: "Projects, data sources, the unified audience and its events.",
            base: ProductAPI.prefixes[0],
            operations: tokenEndpoint.operations + endpoints.flatMap(\.operations),
            schemas: ProductSchemas.all
        ).bytes
    }
}
