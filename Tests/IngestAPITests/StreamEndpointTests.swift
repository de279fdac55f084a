import AccountsModel
import HTTPAPI
import HTTPServer
import Testing

@testable import IngestAPI

@Suite struct StreamEndpointTests {
    @Test func `only reading a contact needs a scope; a token that may write reaches the others`() {
        let scoped = IngestAPI.endpoints.filter { $0.access != .anyToken }
        #expect(scoped.map(\.name) == ["stream-contact-show"])
        #expect(scoped.first?.access == .scope(.audienceRead))
    }

    @Test func `every endpoint has a name, a place and a budget of its own`() {
        let endpoints = IngestAPI.endpoints
        #expect(Set(endpoints.map(\.name)).count == endpoints.count)
        #expect(endpoints.map(\.budget) == endpoints.map(\.name))
        let places = endpoints.flatMap { endpoint in
            endpoint.paths.map { "\(endpoint.method.name) \($0)" }
        }
        #expect(Set(places).count == places.count)
    }
}
