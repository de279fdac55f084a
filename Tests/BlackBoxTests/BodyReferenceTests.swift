import TestSupport
import Testing

/// The reference pages name every member of a body that the served documents name.
@Suite(.timeLimit(.minutes(5))) struct BodyReferenceTests {
    private static let folder =
        #filePath.split(separator: "/").dropLast(3)
        .reduce("") { "\($0)/\($1)" } + "/docs/reference"

    @Test func `every member of a body of the Product API is in the reference`() async throws {
        let server = try await SharedServers.instance.server(on: .sqlite)
        let document = try await server.get("/openapi/product.json", token: nil).json
        let pages = try ["api/product.md", "filters.md"].map { page in
            String(
                decoding: try TemporaryFolder.contents(of: "\(Self.folder)/\(page)"),
                as: UTF8.self
            )
        }.joined()
        var count = 0
        for path in document.paths.names {
            for method in document.paths[path].names {
                let content = document.paths[path][method].requestBody.content
                for name in content["application/json"].schema.properties.names {
                    count += 1
                    let isNamed = pages.contains("`\(name)`") || pages.contains("\"\(name)\"")
                    #expect(isNamed, "\(method) \(path): \(name)")
                }
            }
        }
        #expect(count > 15)
    }
}
