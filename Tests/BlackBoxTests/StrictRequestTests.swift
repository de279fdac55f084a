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

    private static let message = #""from":"Acme","to":"+34600000001","text":"Hi""#

    @Test(arguments: TestStore.allCases)
    func `a mistyped parameter or member of a send sends nothing`(store: TestStore) async throws {
        let tenant = try await Tenant.shared(store)
        for (base, token) in try await tenant.mounts() {
            for query in ["_dryrun", "_dry_run=1", "dryRun", "_sync", "sandbox=1"] {
                let name = query.prefix { $0 != "=" }.description
                for (path, body) in [
                    ("/sms", "{\(Self.message)}"), ("/sms/bulk", "[{\(Self.message)}]"),
                ] {
                    let answer = try await tenant.server.post(
                        "\(base)\(path)?\(query)",
                        token: token,
                        body
                    )
                    #expect(answer.status == 400, "\(path)?\(query)")
                    #expect(answer.json.errors.names == [name])
                }
                let lookup = try await tenant.server.post(
                    "\(base)/lookup?\(query)",
                    token: token,
                    #"{"to":"+34600000001"}"#
                )
                #expect(lookup.json.errors.names == [name])
            }
            for name in ["scheduleAt", "scheduled_at", "ScheduledAt", "body", "_dryRun"] {
                let body = #"{\#(Self.message),"\#(name)":"2030-01-01T00:00:00Z"}"#
                let answer = try await tenant.server.post("\(base)/sms", token: token, body)
                #expect(answer.status == 400, "\(name)")
                #expect(answer.json.errors.names == [name])
                let bulk = try await tenant.server.post(
                    "\(base)/sms/bulk",
                    token: token,
                    "[\(body)]"
                )
                #expect(bulk.json.entities == [])
                #expect(bulk.json.errors[0].errors.names == [name])
            }
            let lookup = try await tenant.server.post(
                "\(base)/lookup",
                token: token,
                #"{"to":"+34600000001","From":"x"}"#
            )
            #expect(lookup.json.errors.names == ["From"])
        }
        #expect(try await tenant.available() == 1000)
    }

    /// Calls as the vendor's clients write them.
    @Test(arguments: TestStore.allCases)
    func `what the vendor's clients send is taken`(store: TestStore) async throws {
        let tenant = try await Tenant.shared(store)
        let calls: [(path: String, body: String)] = [
            ("/sms", "{\(Self.message)}"), ("/sms/", "{\(Self.message),\"allowUnicode\":true}"),
            ("/sms", "{\(Self.message),\"allowUnicode\":\"1\",\"clientId\":\"order-77\"}"),
            ("/sms", "{\(Self.message),\"clientId\":null}"),
            ("/sms/bulk", "[{\(Self.message)},{\(Self.message),\"allowUnicode\":false}]"),
            ("/sms/bulk/", "[{\(Self.message)}]"), ("/lookup/", #"{"to":"+34600000001"}"#),
        ]
        for (base, token) in try await tenant.mounts() {
            for (path, body) in calls {
                let answer = try await tenant.server.post(base + path, token: token, body)
                #expect(answer.status == 201, "\(path) \(body) \(answer.text)")
                let query = try await tenant.server.post(
                    "\(base)\(path)?access_token=\(token)",
                    token: nil,
                    body
                )
                #expect(query.status == 201)
            }
            for query in ["page=1per_page=10", "page=1&per_page=10/"] {
                let list = try await tenant.server.get("\(base)/sms?\(query)", token: token)
                #expect(list.status == 200)
            }
        }
    }
}
