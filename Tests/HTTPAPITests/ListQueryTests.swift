import Essentials
import HTTPAPI
import HTTPServer
import Testing

@Suite struct ListQueryTests {
    private struct Item: Equatable {
        let name: String
        let rank: Double?
    }

    private static let fields: [String: @Sendable (Item) -> ListValue] = [
        "name": { .text($0.name) },
        "rank": { $0.rank.map { .number($0) } ?? .none },
    ]
    private static let items = [
        Item(name: "beta", rank: 2), Item(name: "Alpha", rank: 10), Item(name: "gamma", rank: nil),
        Item(name: "delta", rank: 2),
    ]

    private static func names(_ items: (String, String?)...) throws -> [String] {
        let request = HTTPRequest(
            .get,
            "/",
            query: items.map { QueryItem(name: $0.0, value: $0.1) }
        )
        return try ListQuery(request).page(of: Self.items, fields).items.map(\.name)
    }

    @Test func `without parameters everything comes in its own order`() throws {
        #expect(try Self.names() == ["beta", "Alpha", "gamma", "delta"])
    }

    @Test(arguments: [
        ("rank_eq", "2", ["beta", "delta"]), ("rank_ne", "2", ["Alpha", "gamma"]),
        ("rank_gt", "2", ["Alpha"]), ("rank_gte", "2", ["beta", "Alpha", "delta"]),
        ("rank_lt", "10", ["beta", "delta"]), ("rank_lte", "10", ["beta", "Alpha", "delta"]),
        ("name_in", "beta,gamma", ["beta", "gamma"]),
        ("name_nin", "beta,gamma", ["Alpha", "delta"]),
        ("name_like", "%ALP%", ["Alpha"]),
        ("access_token", "x", ["beta", "Alpha", "gamma", "delta"]),
    ])
    func `an operator keeps what it says`(name: String, value: String, found: [String]) throws {
        #expect(try Self.names((name, value)) == found)
    }

    @Test func `sorting is stable, and pages are cut after it`() throws {
        #expect(try Self.names(("_sort", "rank:desc")) == ["Alpha", "beta", "delta", "gamma"])
        let page = try Self.names(("_sort", "rank:desc"), ("_start", "1"), ("_limit", "2"))
        #expect(page == ["beta", "delta"])
    }

    @Test func `JSON says the same and takes precedence`() throws {
        let json = """
            {"filter":[{"field":"rank","operator":"in","value":[2,10]}],
             "sort":[["name","asc"]],"paging":{"start":1,"limit":5}}
            """
        #expect(try Self.names(("_q", json), ("name_eq", "gamma")) == ["beta", "delta"])
    }

    @Test(arguments: [#"{"group":[]}"#, #"{"group":{}}"#, #"{"group":null,"paging":null}"#])
    func `an empty group is no group`(json: String) throws {
        #expect(try Self.names(("_q", json)).count == 4)
    }

    @Test(arguments: [
        ("_limit", "101"), ("_limit", "0"), ("_limit", "x"), ("_start", "-1"), ("_sort", "name:up"),
        ("_sort", "colour:asc"), ("colour_eq", "red"), ("_q", "["), ("_q", "[]"),
        ("_q", #"{"filter":[{"field":"name","operator":"near","value":1}]}"#),
        ("_q", #"{"group":["name"]}"#), ("_q", #"{"paging":{"limit":"5"}}"#),
        ("_q", #"{"paging":[]}"#), ("_q", #"{"colour":1}"#), ("name", "beta"), ("name_is", "beta"),
        ("_page", "2"),
    ])
    func `what cannot be is refused`(name: String, value: String) {
        #expect(throws: ServiceError.self) { try Self.names((name, value)) }
    }
}
