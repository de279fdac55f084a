import HTTPAPI
import HTTPServer
import Testing

@testable import ProductAPI

@Suite struct ProductEndpointTests {
    @Test func `every endpoint needs a scope, but those that show the project and its specs`() {
        let open = ProductAPI.endpoints.filter { $0.access == .anyToken }.map(\.name)
        #expect(open == ["project-show", "specs-attributes", "specs-events", "specs-event"])
    }

    @Test func `no two endpoints have one name, or one method and path`() {
        let endpoints = ProductAPI.endpoints
        #expect(Set(endpoints.map(\.name)).count == endpoints.count)
        let places = endpoints.flatMap { endpoint in
            endpoint.paths.map { "\(endpoint.method.name) \($0)" }
        }
        #expect(Set(places).count == places.count)
    }

    @Test(
        arguments: [
            ("audience-search", "product-search"), ("event-search", "product-search"),
            ("audience-scroll", "product-scroll"), ("event-scroll", "product-scroll"),
            ("audience-aggregations", "product-aggregations"),
            ("event-aggregations", "product-aggregations"),
            ("audience-export", "product-export"), ("event-export", "product-export"),
            ("audience-show", "product"), ("datasource-create", "product"),
        ]
    )
    func `costly endpoints have budgets of their own`(name: String, budget: String) throws {
        let endpoint = try #require(ProductAPI.endpoints.first { $0.name == name })
        #expect(endpoint.budget == budget)
    }
}
