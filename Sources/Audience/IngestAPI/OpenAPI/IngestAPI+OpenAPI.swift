import HTTPAPI
import JSONCoding

/// The OpenAPI 3.1 document, made from the endpoints that also make the routes.
extension IngestAPI {
    /// The document as JSON.
    public static var openAPI: [UInt8] {
        OpenAPIDocument(
            title: "Heliograph ingest API",
            description: "Contacts and events into a data source.",
            base: IngestAPI.prefixes[0],
            operations: endpoints.flatMap(\.operations),
            schemas: IngestSchemas.all + ImportSchemas.all
        ).bytes
    }
}
