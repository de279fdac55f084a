import CSVCoding
import Essentials
import TestSupport
import Testing

/// Exports over HTTP: what leaves, in which form, and for whom.
@Suite(.timeLimit(.minutes(5)))
struct ProductExportTests {
    private static func table(_ bytes: [UInt8]) throws -> [[String]] {
        var reader = CSVReader()
        reader.feed(bytes)
        reader.finish()
        var rows: [[String]] = []
        while let row = try reader.next() { rows.append(Array(row)) }
        return rows
    }

    private static func lines(_ answer: HTTPConnection.Answer) -> [JSON] {
        answer.body.split(separator: 10).map { JSON(Array($0)) }
    }

    private static func push(_ tenant: AudienceTenant, people count: Int) async throws {
        for start in stride(from: 0, to: count, by: 100) {
            let people = (start..<min(start + 100, count)).map { number in
                """
                {"_user_id":"U-\(number)","_email":"p\(number)@example.com","_city":"A \(number)",
                 "_client_tags":["one","t,\(number)"],"points":\(number)}
                """
            }
            try await tenant.push("contacts", "[\(people.joined(separator: ","))]")
        }
    }

    @Test(arguments: TestStore.allCases)
    func `contacts leave as CSV and as NDJSON, as the API shows them`(store: TestStore) async throws
    {
        let tenant = try await AudienceTenant(store)
        try await Self.push(tenant, people: 1200)
        let csv = try await tenant.ask("/audience/export", "{}")
        #expect(csv.status == 200)
        #expect(csv.header("Content-Type") == "text/csv; charset=utf-8; header=present")
        #expect(csv.header("Content-Disposition") == "attachment; filename=\"contacts.csv\"")
        #expect(csv.header("X-Total-Rows") == "1200")
        #expect(csv.header("X-RateLimit-Remaining") != nil)
        let table = try Self.table(csv.body)
        let header = try #require(table.first)
        #expect(header.prefix(3) == ["_user_id", "_email", "_phone_mobile"])
        #expect(header.last == "points")
        #expect(!header.contains("_date_updated"))
        #expect(table.dropFirst().map { $0[0] } == (0..<1200).map { "U-\($0)" })
        let tags = try #require(header.firstIndex(of: "_client_tags"))
        #expect(table[8][tags] == #"["one","t,7"]"#)

        let json = try await tenant.ask(
            "/audience/export",
            #"{"format":"ndjson","attributes":["points","_city"]}"#
        )
        #expect(json.header("Content-Type") == "application/x-ndjson")
        let rows = Self.lines(json)
        #expect(rows.count == 1200)
        #expect(rows[7] == ["_user_id": "U-7", "points": 7.0, "_city": "A 7"])

        let root = """
            {"root":{"type":"attribute_condition","key":"points","operator":"lt","values":[3]},
             "attributes":["_email"],"delimiter":";"}
            """
        let few = try await tenant.ask("/audience/export", root)
        #expect(
            few.text == "_user_id;_email\r\nU-0;p0@example.com\r\nU-1;p1@example.com\r\n"
                + "U-2;p2@example.com\r\n"
        )
    }

    @Test(arguments: TestStore.allCases)
    func `events leave as the stream takes them`(store: TestStore) async throws {
        let tenant = try await AudienceTenant(store)
        try await tenant.push("contacts", #"[{"_user_id":"U-1"}]"#)
        try await tenant.push(
            "events",
            """
            [{"_user_id":"U-1","_event_id":"a","_event_type":"visit",
              "_event_date":"2026-01-02T03:04:05Z","_event_parameters":{"page":"x, y","n":1}},
             {"_user_id":"U-1","_event_id":"b","_event_type":"page_view",
              "_event_date":"2026-01-03T00:00:00Z","_event_parameters":{"url":"https://e.com"}}]
            """
        )
        let csv = try await tenant.ask("/event/export", "{}")
        #expect(csv.header("Content-Disposition") == "attachment; filename=\"events.csv\"")
        let table = try Self.table(csv.body)
        #expect(
            table.first == [
                "_user_id", "_event_id", "_event_type", "_event_date", "_event_parameters",
            ]
        )
        let row = try #require(table.dropFirst().first)
        #expect(row.prefix(4) == ["U-1", "a", "visit", "2026-01-02T03:04:05Z"])
        #expect(JSON(Array(row[4].utf8)) == ["n": 1.0, "page": "x, y"])
        let json = try await tenant.ask(
            "/event/export",
            """
            {"format":"ndjson","root":{"type":"event_condition","key":"event-type",
             "operator":"in","values":["page_view"]}}
            """
        )
        #expect(
            Self.lines(json) == [
                [
                    "_user_id": "U-1", "_event_id": "b", "_event_type": "page_view",
                    "_event_date": "2026-01-03T00:00:00Z",
                    "_event_parameters": ["url": "https://e.com"],
                ]
            ]
        )
    }

    @Test(arguments: TestStore.allCases, ["m", "s"])
    func `an export shows and searches what the scopes and the plan allow`(
        store: TestStore,
        plan: String
    ) async throws {
        let tenant = try await AudienceTenant(store, plan: plan)
        try await tenant.push(
            "contacts",
            #"[{"_user_id":"U-1","_first_name":"Noa","_email":"noa@example.com","_city":"Vigo"}]"#
        )
        let fields = [("_first_name", 0), ("_email", 1), ("_city", 2)]
        for bits in 0..<16 {
            var scopes = ["PROJECT_AUDIENCE_READ"]
            if bits & 1 != 0 { scopes.append("PROJECT_AUDIENCE_DATA_BASIC") }
            if bits & 2 != 0 { scopes.append("PROJECT_AUDIENCE_DATA_FULL") }
            if bits & 4 != 0 { scopes.append("PROJECT_AUDIENCE_DATA_EVENTS") }
            if bits & 8 != 0 { scopes.append("PROJECT_AUDIENCE_LIST") }
            let token = try await AudienceTenant.newToken(
                in: tenant.project,
                scopes,
                on: tenant.server
            )
            let lists = bits & 8 != 0 && plan != "s"
            let level = bits & 2 != 0 ? 2 : bits & 1
            let all = try await tenant.ask("/audience/export", "{}", token: token)
            #expect(all.status == (lists ? 200 : 403))
            let events = try await tenant.ask("/event/export", "{}", token: token)
            #expect(events.status == (bits & 4 != 0 && plan != "s" ? 200 : 403))
            for (field, needed) in fields {
                let isSeen = lists && level >= needed
                #expect(all.text.contains(field) == isSeen, "\(field) \(scopes)")
                let bodies = [
                    #"{"attributes":["\#(field)"]}"#,
                    """
                    {"root":{"type":"attribute_condition","key":"\(field)","operator":"exists",
                    "values":[]}}
                    """,
                ]
                for body in bodies {
                    let status = try await tenant.ask("/audience/export", body, token: token).status
                    #expect(status == (isSeen ? 200 : 403), "\(body) \(scopes)")
                }
            }
        }
        for path in ["/audience/export", "/event/export"] {
            let refused = try await tenant.ask(path, "{}", token: tenant.writer)
            #expect(refused.status == 403)
        }
    }

    @Test func `a body that is no query is refused before anything leaves`() async throws {
        let tenant = try await AudienceTenant(.sqlite)
        for body in [
            #"{"format":"xml"}"#, #"{"delimiter":"::"}"#, #"{"attributes":["nope"]}"#,
            #"{"attributes":"_email"}"#, #"{"root":{"type":"x"}}"#, #"{"spreadsheetSafe":1}"#,
        ] {
            let answer = try await tenant.ask("/audience/export", body)
            #expect(answer.status == 400, "\(body)")
            #expect(answer.json.message == "Invalid query filter")
        }
        #expect(try await tenant.ask("/audience/export", "[]").status == 400)
    }

    @Test func `readers that leave early free their place`() async throws {
        let tenant = try await AudienceTenant(.sqlite)
        try await Self.push(tenant, people: 3000)
        let head = [("Authorization", "Bearer \(tenant.product)")]
        let body = Array("{}".utf8)
        for _ in 0..<12 {
            let path = tenant.base + "/audience/export"
            let connection = try HTTPConnection(port: UInt16(tenant.server.port))
            var text = "POST \(path) HTTP/1.1\r\nHost: x\r\n"
            for (name, value) in head { text += "\(name): \(value)\r\n" }
            try connection.write(Array((text + "Content-Length: 2\r\n\r\n").utf8) + body)
        }
        try await waitUntil(within: .seconds(30)) {
            let answer = try? HTTPConnection(port: UInt16(tenant.server.port)).send(
                "POST",
                tenant.base + "/audience/export",
                headers: head,
                body: body
            )
            return answer?.status == 200
        }
    }
}
