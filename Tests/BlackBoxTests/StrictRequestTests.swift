import Essentials
import TestSupport
import Testing

/// Requests with something that the server does not know: whoever mistypes a word hears of it.
@Suite(.timeLimit(.minutes(5)))
struct StrictRequestTests {
    @Test(arguments: TestStore.allCases)
    func `a query with an unknown member is told its name`(store: TestStore) async throws {
        let tenant = try await AudienceTenant(store)
        let bodies = [
            ("/audience/search", "{", "limti"), ("/audience/scroll", "{", "filter"),
            ("/event/search", "{", "aggregations"), ("/event/scroll", "{", "_x"),
            ("/audience/aggregations", #"{"aggregations":{},"#, "size"),
            ("/event/aggregations", #"{"aggregations":{},"#, "order"),
            ("/audience/export", "{", "limit"), ("/event/export", "{", "attributes"),
        ]
        for (path, start, name) in bodies {
            let answer = try await tenant.ask(path, #"\#(start)"\#(name)":null}"#)
            #expect(answer.status == 400, "\(path)")
            #expect(answer.json.message == "Invalid query filter")
            #expect(answer.json.errors.names == [name], "\(path) \(answer.text)")
        }
    }

    @Test(arguments: TestStore.allCases)
    func `what clients send for blank fields says nothing`(store: TestStore) async throws {
        let tenant = try await AudienceTenant(store)
        let blank = #"{"root":null,"sortField":"","cursor":"","offset":0,"limit":10.0}"#
        for path in ["/audience/search", "/audience/scroll", "/event/search", "/event/scroll"] {
            let answer = try await tenant.ask(path, blank)
            #expect(answer.status == 200, "\(path) \(answer.text)")
        }
        let search = try await tenant.ask("/audience/search", #"{"cursor":"x"}"#)
        #expect(search.json.errors.names == ["cursor"])
        let scroll = try await tenant.ask("/audience/scroll", #"{"offset":5}"#)
        #expect(scroll.json.errors.names == ["offset"])
        for limit in ["-1", "51", "100000000000000000000"] {
            let answer = try await tenant.ask("/audience/search", #"{"limit":\#(limit)}"#)
            let isRange = answer.json.errors.limit[0].string?.contains(" to ") == true
            #expect(isRange, "\(answer.text)")
        }
    }

    @Test(arguments: TestStore.allCases)
    func `a list with an unknown parameter is told what it takes`(store: TestStore) async throws {
        let tenant = try await AudienceTenant(store)
        for query in ["name=CRM", "name_is=CRM", "colour_eq=red", "_sort=colour", "_limit=0"] {
            let answer = try await tenant.read("/datasource?\(query)")
            #expect(answer.status == 400, "\(query)")
            #expect(answer.json.message == "Invalid query filter", "\(query)")
            #expect(answer.json.errors.names.count == 1)
        }
        #expect(try await tenant.read("/datasource?name_eq=CRM&_limit=1").status == 200)
    }

    @Test(arguments: TestStore.allCases)
    func `a mistyped flag stores nothing, and False is false`(store: TestStore) async throws {
        let tenant = try await AudienceTenant(store)
        let body = #"[{"_user_id":"U"}]"#
        for flag in ["_dryrun", "_dry_run", "_async=1"] {
            let answer = try await tenant.server.post(
                "\(tenant.stream)/contacts?\(flag)",
                token: tenant.writer,
                body
            )
            #expect(answer.status == 400, "\(flag)")
            #expect(answer.json.errors.names == [flag.prefix { $0 != "=" }.description])
        }
        #expect(try await tenant.read("/audience/user/U").status == 404)
        let answer = try await tenant.server.post(
            "\(tenant.stream)/contacts?_sync=True&_dryRun=False",
            token: tenant.writer,
            body
        )
        #expect(answer.json.dryRun == false)
        #expect(try await tenant.read("/audience/user/U").status == 200)
    }

    @Test(arguments: TestStore.allCases)
    func `answers of no endpoint tell of the limit too`(store: TestStore) async throws {
        let tenant = try await AudienceTenant(store)
        let compressed = try await tenant.server.post(
            "\(tenant.stream)/contacts",
            token: tenant.writer,
            "[]",
            headers: [("Content-Encoding", "gzip")]
        )
        let answers = [
            (try await tenant.read("/nothing"), 404),
            (try await tenant.ask("", "{}"), 405), (compressed, 415),
        ]
        for (answer, status) in answers {
            #expect(answer.status == status)
            for name in ["Limit", "Remaining", "Reset"] {
                #expect(answer.header("X-RateLimit-\(name)") != nil, "\(status) \(name)")
            }
        }
    }

    @Test(arguments: TestStore.allCases)
    func `a mark before the body is passed over`(store: TestStore) async throws {
        let tenant = try await AudienceTenant(store)
        let answer = try await tenant.push("contacts", "\u{FEFF}[{\"_user_id\":\"U\"}]")
        #expect(answer.status == 202)
    }
}
