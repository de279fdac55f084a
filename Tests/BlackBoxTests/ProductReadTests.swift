import Essentials
import TestSupport
import Testing

/// The Product API's reads over the wire.
@Suite(.timeLimit(.minutes(5)))
struct ProductReadTests {
    private static let people = """
        [{"_user_id":"U-1","_first_name":"Noa","_email":"noa@example.com","points":5,
          "_phone_mobile":"+34600000001","_is_subscribed_sms":true},
         {"_user_id":"U-2","_first_name":"Leo","_email":"leo@example.com","points":7},
         {"_user_id":"U-3","_first_name":"Mia","points":9}]
        """

    @Test(arguments: TestStore.allCases)
    func `one person is found by id, user id, phone and address`(store: TestStore) async throws {
        let tenant = try await AudienceTenant(store)
        try await tenant.push("contacts", Self.people)
        let byUser = try await tenant.read("/audience/user/U-1")
        let id = try #require(byUser.json.entity.id.string)
        #expect(byUser.json.entity.dsContactIds == ["U-1"])
        #expect(byUser.json.entity.dsIds[0].string == tenant.source)
        for path in [
            "/audience/\(id)", "/audience/search/user/U-1", "/audience/user/noa%40example.com",
            "/audience/search/phone/%2B34600000001", "/audience/search/phone/600000001",
            "/audience/search/email/NOA%40example.com",
        ] {
            let answer = try await tenant.read(path)
            if path == "/audience/user/noa%40example.com" {
                // Only what joins contacts is looked up there, and addresses do not yet.
                #expect(answer.status == 404)
                continue
            }
            #expect(answer.status == 200, "\(path)")
            #expect(answer.json.entity.id.string == id)
            #expect(answer.json.entity.attributesData._user_id == "U-1")
        }
        for path in [
            "/audience/nobody", "/audience/user/U-9", "/audience/search/phone/%2B34600000009",
            "/audience/search/phone/x", "/audience/search/email/x", "/audience/nobody/events",
            "/audience/nobody/lineage",
        ] {
            #expect(try await tenant.read(path).status == 404, "\(path)")
        }
        let lineage = try await tenant.read("/audience/\(id)/lineage")
        #expect(lineage.json.entity.members[0].contactId == "U-1")
        #expect(lineage.json.entity.unjoined == [])
        #expect(lineage.json.entity.values.elements.contains { $0.attribute == "_email" })
    }

    @Test(arguments: TestStore.allCases)
    func `a day is one of the calendar of the project's zone`(store: TestStore) async throws {
        let tenant = try await AudienceTenant(store)
        // When it is 23:30 in UTC, it is the next day in Madrid.
        try await tenant.push(
            "contacts",
            #"[{"_user_id":"U-1","seen":"2026-06-01T23:30:00Z"}]"#
        )
        let filter = """
            "root":{"type":"attribute_condition","key":"seen","operator":"day-in","values":[2]}
            """
        let days = """
            "aggregations":{"days":{"type":"date-histogram","key":"seen","interval":"day"}}
            """
        func found() async throws -> [JSON] {
            let count = try await tenant.ask("/audience/search", "{\(filter)}")
            let figures = try await tenant.ask("/audience/aggregations", "{\(days)}")
            return [
                count.json.metadata.totalHits, figures.json.entities.days.buckets[0].key,
            ]
        }
        #expect(try await found() == [0, "2026-06-01T00:00:00Z"])
        try await tenant.server.command(
            "project",
            "update",
            tenant.project,
            "--timezone",
            "Europe/Madrid",
            "--locale",
            "es-ES"
        )
        try await waitUntil {
            try await tenant.read("").json.entity.timezone == "Europe/Madrid"
        }
        #expect(try await tenant.read("").json.entity.locale == "es-ES")
        #expect(try await found() == [1, "2026-06-01T22:00:00Z"])
        for (option, wrong) in [("--timezone", "Madrid"), ("--locale", "e")] {
            await #expect(throws: TestSupportError.self) {
                try await tenant.server.command("project", "update", tenant.project, option, wrong)
            }
        }
    }

    @Test(arguments: TestStore.allCases)
    func `search sorts and counts, and scroll reads everyone once`(store: TestStore) async throws {
        let tenant = try await AudienceTenant(store)
        try await tenant.push("contacts", Self.people)
        let filter = """
            "root":{"type":"group","join":"and","children":[
              {"type":"attribute_condition","key":"points","operator":"gte","values":[7]}]}
            """
        let found = try await tenant.ask(
            "/audience/search",
            #"{\#(filter),"sortField":"points","sortAsc":false,"limit":1}"#
        )
        #expect(found.status == 200)
        #expect(found.json.metadata == ["limit": 1, "offset": 0, "totalHits": 2])
        #expect(found.json.entities[0].attributesData._user_id == "U-3")
        var names: [String] = []
        var cursor = ""
        repeat {
            let page = try await tenant.ask("/audience/scroll", #"{"limit":2\#(cursor)}"#)
            #expect(page.json.metadata.totalHits == 3)
            names += page.json.entities.elements.compactMap { $0.attributesData._user_id.string }
            cursor = page.json.metadata.cursor.string.map { #","cursor":"\#($0)""# } ?? ""
        } while !cursor.isEmpty
        #expect(names.sorted() == ["U-1", "U-2", "U-3"])
        let figures = try await tenant.ask(
            "/audience/aggregations",
            #"{"aggregations":{"most":{"type":"max","key":"points"}}}"#
        )
        #expect(figures.status == 200)
        #expect(figures.json.metadata.totalHits == 3)
        #expect(figures.json.entities.names == ["most"])
    }

    @Test(arguments: TestStore.allCases)
    func `a query that is none is told where it is wrong`(store: TestStore) async throws {
        let tenant = try await AudienceTenant(store)
        let nested =
            String(repeating: #"{"type":"group","join":"and","children":["#, count: 1000)
            + String(repeating: "]}", count: 1000)
        let bodies = [
            #"{"root":7}"#, #"{"root":{"type":"x"}}"#, #"{"limit":"many"}"#, #"{"limit":0}"#,
            #"{"limit":1000}"#, #"{"offset":-1}"#, #"{"sortField":"nothing"}"#, #"{"sortAsc":1}"#,
            #"{"cursor":"x"}"#, #"{"root":\#(nested)}"#, "[]", "", "7", "{",
            #"{"root":{"type":"attribute_condition","key":"_x","operator":"exists","values":[]}}"#,
        ]
        for path in ["/audience/search", "/audience/scroll", "/event/search", "/event/scroll"] {
            for body in bodies {
                if path.hasSuffix("search"), body.contains("cursor") { continue }
                if path.hasSuffix("scroll"), body.contains("offset\":-1") { continue }
                let answer = try await tenant.ask(path, body)
                #expect(answer.status == 400, "\(path) \(body.prefix(40)) \(answer.text)")
                #expect(answer.json.message.string != nil)
            }
        }
        for body in ["{}", #"{"aggregations":[]}"#, #"{"aggregations":{"a":{"type":"x"}}}"#] {
            let answer = try await tenant.ask("/audience/aggregations", body)
            #expect(answer.status == 400, "\(body) \(answer.text)")
        }
    }

    @Test(arguments: TestStore.allCases)
    func `acts on a person take effect, and an unknown one is not found`(
        store: TestStore
    ) async throws {
        let tenant = try await AudienceTenant(store)
        try await tenant.push("contacts", Self.people)
        let person = try await tenant.read("/audience/user/U-1")
        let id = try #require(person.json.entity.id.string)
        let body = #"{"audienceId":"\#(id)","reason":"asked","utm-source":"callcenter"}"#
        let answer = try await tenant.ask("/audience/stream/sms-unsubscribe?_sync", body)
        #expect(answer.status == 202)
        #expect(answer.json.entitiesSuccess == 1)
        let after = try await tenant.read("/audience/\(id)")
        #expect(after.json.entity.attributesData._is_subscribed_sms == false)
        let unknown = #"{"audienceId":"nobody"}"#
        #expect(try await tenant.ask("/audience/stream/sms-subscribe", unknown).status == 404)
        #expect(try await tenant.ask("/audience/stream/nothing", body).status == 404)
        #expect(try await tenant.ask("/audience/stream/sms-subscribe", "[]").status == 400)
        #expect(try await tenant.ask("/audience/stream/sms-subscribe", "{}").status == 400)
        #expect(try await tenant.ask("/audience/stream/delete-contact?_sync", body).status == 202)
        #expect(try await tenant.read("/audience/\(id)").status == 404)
    }

    @Test(arguments: TestStore.allCases)
    func `events are searched, scrolled and counted`(store: TestStore) async throws {
        let tenant = try await AudienceTenant(store)
        try await tenant.push("contacts", Self.people)
        let events = (1...5).map {
            #"{"_user_id":"U-\#($0 % 3 + 1)","_event_id":"E-\#($0)","_event_type":"purchase","#
                + #""_event_parameters":{"amount":\#($0)}}"#
        }
        try await tenant.push("events", "[\(events.joined(separator: ","))]")
        let root = """
            "root":{"type":"group","join":"and","children":[{"type":"event_condition",
              "key":"event-type","operator":"matches-string","values":["purchase"]}]}
            """
        let found = try await tenant.ask(
            "/event/search",
            #"{\#(root),"sortField":"created-at","sortAsc":false,"limit":2}"#
        )
        #expect(found.status == 200)
        #expect(found.json.metadata.totalHits == 5)
        #expect(found.json.entities.elements.count == 2)
        for field in ["amount", "parameters.amount"] {
            let largest = try await tenant.ask("/event/search", #"{"sortField":"\#(field)"}"#)
            let amounts = largest.json.entities.elements.map(\.parameters.amount)
            #expect(amounts == [5, 4, 3, 2, 1], "\(field)")
        }
        let scrolled = try await tenant.ask("/event/scroll", #"{\#(root),"limit":100}"#)
        #expect(scrolled.json.entities.elements.count == 5)
        #expect(scrolled.json.metadata.cursor == nil)
        let figures = try await tenant.ask(
            "/event/aggregations",
            #"{"aggregations":{"n":{"type":"count"}}}"#
        )
        #expect(figures.json.metadata.totalHits == 5)
    }
}
