import Essentials
import TestSupport
import Testing

/// Who may do what over the Product API, and its data sources.
@Suite(.timeLimit(.minutes(5)))
struct ProductAccessTests {
    /// A field of each level, with a value to look for.
    private static let fields = [
        ("_first_name", 0), ("_email", 1), ("_is_subscribed_sms", 1), ("_city", 2), ("plan", 2),
    ]

    /// Every set of the scopes that decide what is seen, on a plan with them and on one without.
    @Test(arguments: TestStore.allCases, ["m", "s"])
    func `a token sees and searches what its scopes and plan allow`(
        store: TestStore,
        plan: String
    ) async throws {
        let tenant = try await AudienceTenant(store, plan: plan)
        try await tenant.push(
            "contacts",
            """
            [{"_user_id":"U-1","_first_name":"Noa","_email":"noa@example.com","plan":"pro",
              "_is_subscribed_sms":true,"_city":"Vigo"}]
            """
        )
        for bits in 0..<8 {
            var scopes = ["PROJECT_AUDIENCE_READ", "PROJECT_AUDIENCE_LIST", "PROJECT_AGGREGATIONS"]
            if bits & 1 != 0 { scopes.append("PROJECT_AUDIENCE_DATA_BASIC") }
            if bits & 2 != 0 { scopes.append("PROJECT_AUDIENCE_DATA_FULL") }
            if bits & 4 != 0 { scopes.append("PROJECT_AUDIENCE_DATA_EVENTS") }
            let token = try await AudienceTenant.newToken(
                in: tenant.project,
                scopes,
                on: tenant.server
            )
            let level = plan == "s" ? 0 : bits & 2 != 0 ? 2 : bits & 1
            let person = try await tenant.read("/audience/user/U-1", token: token)
            let data = person.json.entity.attributesData
            for (field, needed) in Self.fields {
                let isSeen = level >= needed
                #expect((data[field] != .missing) == isSeen, "\(field) \(scopes) \(plan)")
                let root = """
                    "root":{"type":"attribute_condition","key":"\(field)","operator":"exists",
                    "values":[]}
                    """
                let queries = [
                    ("/audience/search", "{\(root)}"),
                    ("/audience/search", #"{"sortField":"\#(field)"}"#),
                    ("/audience/scroll", "{\(root)}"),
                ]
                for (path, body) in queries {
                    let status = try await tenant.ask(path, body, token: token).status
                    #expect(status == (isSeen && plan != "s" ? 200 : 403), "\(path) \(body)")
                }
                let terms = #"{"aggregations":{"t":{"type":"terms","key":"\#(field)"}}}"#
                let counted = try await tenant.ask("/audience/aggregations", terms, token: token)
                #expect((counted.status == 403) == !isSeen, "\(field) \(counted.text)")
            }
            let id = person.json.entity.id.string ?? ""
            let events = try await tenant.read("/audience/\(id)/events", token: token)
            #expect(events.status == (bits & 4 != 0 && plan != "s" ? 200 : 403))
        }
    }

    @Test(arguments: TestStore.allCases)
    func `tokens reach their own project, or with leave all of the organization's`(
        store: TestStore
    ) async throws {
        let tenant = try await AudienceTenant(store)
        let server = tenant.server
        let second = try await AudienceTenant.newProject(of: tenant.organization, on: server)
        #expect(try await tenant.read("").status == 200)
        for (path, token) in [(tenant.base, nil), (tenant.base, "wrong"), (tenant.stream, "no")] {
            let answer = try await server.get(path, token: token)
            #expect(answer.status == 401)
            #expect(answer.header("X-RateLimit-Limit") != nil)
            #expect(answer.header("X-RateLimit-Remaining") != nil)
            #expect(answer.header("X-RateLimit-Reset") != nil)
        }
        let elsewhere = "/v1/project/\(second)"
        #expect(try await server.get(elsewhere, token: tenant.product).status == 404)
        #expect(try await server.get("/v1/project/x", token: tenant.product).status == 404)
        let wide = try await AudienceTenant.newToken(
            in: tenant.project,
            ["all"],
            on: server,
            ["--permission", "all-projects"]
        )
        for path in [tenant.base, elsewhere, "/project/\(second)"] {
            #expect(try await server.get(path, token: wide).status == 200)
        }
        let listed = try await server.get("/v1/", token: wide)
        #expect(listed.json.entity.projects.elements.count == 2)
        #expect(listed.json.entity.token == "********")
        #expect(listed.json.metadata.organization.account.funds.currency == "EUR")
        let query = "?access_token=\(tenant.product)"
        #expect(try await server.get(tenant.base + query, token: nil).status == 200)
        let poor = try await tenant.issue("PROJECT_DATASOURCE_READ")
        let own = try await server.get("/v1", token: poor)
        #expect(own.json.entity.projects.elements.count == 1)
        #expect(own.json.metadata.organization.account == .missing)
        #expect(own.json.metadata.scopes == ["PROJECT_DATASOURCE_READ"])
        #expect(try await tenant.read("/audience/user/U-1", token: poor).status == 403)
    }

    @Test(arguments: TestStore.allCases)
    func `data sources are made, listed, changed and deleted`(store: TestStore) async throws {
        let tenant = try await AudienceTenant(store)
        let (server, product) = (tenant.server, tenant.product)
        let created = try await tenant.ask(
            "/datasource",
            #"{"name":"Shop","audienceTags":[],"priority":200}"#
        )
        #expect(created.status == 201)
        let id = try #require(created.json.entity.id.string)
        let writer = try #require(created.json.entity.token.token.string)
        let stream = "\(tenant.base)/datasource/\(id)/stream"
        #expect(try await server.get(stream, token: writer).status == 200)
        let list = try await tenant.read("/datasource?_sort=priority:desc&_start=0&_limit=1")
        #expect(list.json.entities[0].name == "Shop")
        #expect(list.json.entities[0].token.token == "********")
        #expect(list.json.metadata == ["count": 2, "start": 0, "limit": 1])
        #expect(try await tenant.read("/datasource?name_eq=CRM").json.metadata.count == 1)
        #expect(try await tenant.read("/datasource?colour_eq=red").status == 400)
        let changed = try await server.send(
            "PUT",
            "\(tenant.base)/datasource/\(id)",
            token: product,
            body: Array(#"{"name":"Shop 2","defaultCountry":"FR"}"#.utf8)
        )
        #expect(changed.json.entity.name == "Shop 2")
        #expect(changed.json.entity.priority == 200)
        let shown = try await tenant.read("/datasource/\(id)")
        #expect(shown.json.entity.defaultCountry == "FR")
        let alias = try await tenant.read("/datasource/dsapi/stats")
        #expect(alias.json.datasource.id.string == tenant.source)
        #expect(alias.json.contacts == ["total": 0, "errored": 0])
        for body in ["{}", #"{"name":"","audienceTags":[]}"#, #"{"name":1,"audienceTags":{}}"#] {
            let answer = try await tenant.ask("/datasource", body)
            #expect(answer.status == 422, "\(body)")
            #expect(!answer.json.errors.names.isEmpty)
        }
        #expect(try await tenant.ask("/datasource", "[]").status == 400)
        let path = "\(tenant.base)/datasource/\(id)"
        #expect(try await server.send("DELETE", path, token: product).status == 204)
        #expect(try await tenant.read("/datasource/\(id)").status == 404)
        #expect(try await server.get(stream, token: writer).status == 401)
    }

    @Test(arguments: TestStore.allCases)
    func `the specs show the live shape of the project`(store: TestStore) async throws {
        let tenant = try await AudienceTenant(store)
        try await tenant.push("contacts", #"[{"_user_id":"U-1","shoe_size":42}]"#)
        let attributes = try await tenant.read("/specs/attributes")
        let own = attributes.json.entities.elements.first { $0.uid == "shoe_size" }
        #expect(own?.custom == true)
        #expect(own?.createdByDatasourceUid.string == tenant.source)
        #expect(attributes.json.metadata.uniqueAttributes[0] == "_user_id")
        let types = try await tenant.read("/specs/events")
        #expect(types.json.entities.elements.contains { $0.uid == "ecommerce_order_create" })
        let type = try await tenant.read("/specs/events/ecommerce_order_create")
        #expect(type.json.metadata.event.uid == "ecommerce_order_create")
        #expect(!type.json.entities.elements.isEmpty)
        #expect(try await tenant.read("/specs/events/nothing").status == 404)
        let stream = "\(tenant.stream)/specs"
        for path in ["/attributes", "/events", "/event-parameters/ecommerce_order_create"] {
            let answer = try await tenant.server.get(stream + path, token: tenant.writer)
            #expect(!answer.json.specs.elements.isEmpty, "\(path)")
        }
        let none = try await tenant.server.get(
            "\(stream)/event-parameters/nothing",
            token: tenant.writer
        )
        #expect(none.status == 404)
    }
}
