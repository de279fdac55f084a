import HTTPAPI
import JSONCoding

/// The OpenAPI 3.1 documents, built from the endpoints that also make the routes.
extension TransactionalAPI {
    /// The document of a mount, as JSON.
    public static func openAPI(of mount: Mount) -> [UInt8] {
        OpenAPIDocument(
            title: "Heliograph \(mount.rawValue) API",
            description: "SMS over HTTP, number lookups, balance and prices.",
            base: mount.prefix,
            tags: ["sms", "lookup", "account", "price"],
            operations: endpoints.flatMap(\.operations),
            schemas: TransactionalSchemas.all,
            errors: .named
        ).bytes
    }
}
