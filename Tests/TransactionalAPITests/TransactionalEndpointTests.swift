import HTTPAPI
import HTTPServer
import JSONCoding
import Testing

@testable import TransactionalAPI

@Suite struct TransactionalEndpointTests {
    @Test func `no two endpoints have one name, or one method and path`() {
        let endpoints = TransactionalAPI.endpoints
        #expect(Set(endpoints.map(\.name)).count == endpoints.count)
        let places = endpoints.flatMap { endpoint in
            endpoint.paths.map { "\(endpoint.method.name) \($0)" }
        }
        #expect(Set(places).count == places.count)
    }

    @Test(arguments: TransactionalAPI.Mount.allCases)
    func `links of the document lead to operations of the document`(
        mount: TransactionalAPI.Mount
    ) throws {
        let document = try JSONDocument.parse(TransactionalAPI.openAPI(of: mount))
        let operations = document.objects { $0["responses"] != nil }
        let names = operations.compactMap { $0["operationId"]?.text }
        let links = document.objects { $0["responses"] == nil && $0["operationId"] != nil }
        #expect(Set(names).count == 15)
        #expect(links.count == 3)
        for link in links { #expect(names.contains(link["operationId"]?.text ?? "")) }
    }
}

extension JSONValue {
    fileprivate var text: String? { if case .string(let text) = self { text } else { nil } }

    /// Every object inside that meets the condition.
    fileprivate func objects(where isWanted: (JSONObject) -> Bool) -> [JSONObject] {
        switch self {
        case .object(let object):
            (isWanted(object) ? [object] : [])
                + object.members.flatMap { $0.value.objects(where: isWanted) }
        case .array(let elements): elements.flatMap { $0.objects(where: isWanted) }
        default: []
        }
    }
}
