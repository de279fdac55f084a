import Identity
import Testing

/// The graph by example.
@Suite struct IdentityGraphTests {
    @Test func `equal user ids of two data sources are one person`() throws {
        var world = IdentityWorld()
        world.upsert(1, "U-1")
        let change = world.upsert(2, "U-1")
        #expect(change.changed == [world.identity(1, "U-1")])
        #expect(world.members(1, "U-1") == [1, 2])
        #expect(world.identity(1, "U-1") == world.identity(2, "U-1"))
    }

    @Test func `a person keeps the id of the older data source, whoever comes first`() {
        var world = IdentityWorld()
        world.upsert(2, "U-1")
        let before = world.id(2, "U-1")
        let change = world.upsert(1, "U-1")
        #expect(change.retired == [RetiredID(id: before, heir: world.id(1, "U-1"))])
        #expect(world.graph.identity(of: before)?.id == world.id(1, "U-1"))
    }

    @Test func `a changed value un-merges exactly`() {
        var world = IdentityWorld()
        world.upsert(1, "U-1", email: "noa@example.org")
        let alone = world.identity(1, "U-1")
        world.upsert(2, "77", email: "Noa@Example.org ")
        #expect(world.members(2, "77") == [1, 2])
        let change = world.upsert(2, "77", email: "other@example.org")
        #expect(world.identity(1, "U-1") == alone)
        #expect(Set(change.changed.map(\.members)) == [[1], [2]])
        #expect(change.retired.isEmpty)
    }

    @Test func `a removed contact parts those whom it joined and leaves an alias`() {
        var world = IdentityWorld()
        world.upsert(2, "a", email: "a@x.org")
        world.upsert(2, "b", phone: "+34600000001")
        world.upsert(1, "bridge", email: "a@x.org", phone: "+34600000001")
        #expect(world.members(2, "a").count == 3)
        let old = world.id(1, "bridge")
        let change = world.remove(1, "bridge")
        #expect(world.members(2, "a") == [1])
        #expect(world.members(2, "b") == [2])
        #expect(change.orphans.map(\.alias) == [old])
        #expect(change.retired.map(\.id) == [old])
        #expect(change.orphans.map(\.heir) == change.retired.map(\.heir))
    }

    @Test func `the last of a person leaves nothing to keep`() {
        var world = IdentityWorld()
        world.upsert(1, "U-1", email: "a@x.org")
        let id = world.id(1, "U-1")
        let change = world.remove(1, "U-1")
        #expect(change.retired == [RetiredID(id: id, heir: nil)])
        #expect(change.orphans.isEmpty)
        #expect(world.graph.identity(of: id) == nil)
        world.upsert(1, "U-1")
        #expect(world.id(1, "U-1") == id)
    }

    @Test(arguments: ["", " ", "null", "0", "+000", "--", "test@shop.org", "NULL", "N/A"])
    func `a value that says nothing joins nobody`(value: String) {
        var world = IdentityWorld()
        world.upsert(1, "a", email: value)
        world.upsert(2, "b", email: value)
        #expect(world.members(1, "a") == [1])
        #expect(world.graph.statistics.values == 2)
    }

    @Test func `a value that too many share joins nobody, and is reported`() throws {
        let email = MergeAttribute("_email", normalisation: .email, contactsPerValue: 3)
        var world = IdentityWorld(try MergeRules(additional: [email]))
        for name in ["a", "b", "c"] { world.upsert(1, name, email: "shop@x.org") }
        #expect(world.members(1, "a").count == 3)
        world.upsert(1, "d", email: "shop@x.org")
        #expect(world.members(1, "a") == [1])
        let crowded = try #require(world.graph.crowdedValues(limit: 10).first)
        #expect(crowded.attribute == "_email")
        #expect(crowded.contacts == 4)
        let idle = world.graph.explanation(of: world.key(1, "a"))?.idle
        #expect(idle?.map(\.reason) == [.sharedByTooMany])
        world.remove(1, "c")
        #expect(world.members(1, "a").count == 3)
    }

    @Test func `in a chain that is too long only user ids merge`() throws {
        let rules = try MergeRules(additional: [.email, .phone], contactsPerIdentity: 5)
        var world = IdentityWorld(rules)
        world.upsert(2, "0-1")
        for link in 0..<6 {
            world.upsert(
                1,
                "\(link)-1",
                email: "\(link / 2)@x.org",
                phone: "+3460\((link + 1) / 2)"
            )
        }
        #expect(world.members(1, "3-1").count == 1)
        #expect(world.identity(1, "3-1")?.isOverMerged == true)
        #expect(world.members(1, "0-1") == [2, 1])
        let idle = world.graph.explanation(of: world.key(1, "3-1"))?.idle
        #expect(Set(idle?.map(\.reason) ?? []) == [.identityTooLarge])
        world.remove(1, "3-1")
        #expect(world.members(1, "0-1").count == 4)
        #expect(world.identity(1, "0-1")?.isOverMerged == false)
    }

    @Test func `a family's phone does not make one person of two customers`() throws {
        let crm = AuthoritativeSources.some([DataSourceNumber(1)])
        let rules = try MergeRules(additional: [.email, .phone], authoritative: crm)
        var world = IdentityWorld(rules)
        world.upsert(1, "mother", email: "mother@x.org", phone: "+34600000001")
        world.upsert(1, "father", email: "father@x.org", phone: "+34600000001")
        world.upsert(2, "cart-1", email: "mother@x.org", phone: "+34600000001")
        world.upsert(2, "cart-2", phone: "+34600000001")
        #expect(world.members(1, "mother") == [1, 3])
        #expect(world.members(1, "father") == [2])
        #expect(world.members(2, "cart-2") == [4])
        let explanation = try #require(world.graph.explanation(of: world.key(2, "cart-1")))
        #expect(explanation.joins.map(\.attribute) == ["_email"])
        #expect(explanation.idle.map(\.reason) == [.differentPersons])
        #expect(explanation.idle.map(\.contacts) == [4])
    }

    @Test func `a contact with other numbers than before is reported`() {
        var world = IdentityWorld()
        world.upsert(1, "U-1")
        let change = world.graph.apply([
            .remove(world.key(1, "U-1")), .upsert(world.key(1, "U-1"), number: 99, values: []),
        ])
        #expect(change.changed.map(\.members) == [[99]])
        #expect(change.retired.isEmpty && change.orphans.isEmpty)
    }

    @Test func `of too many values of one attribute the first in order merge`() {
        let values = (0..<40).map { MergeValue("_email", "\(10 + $0)@x.org") }
        var world = IdentityWorld()
        _ = world.graph.apply([.upsert(world.key(1, "a"), number: 1, values: values.reversed())])
        _ = world.graph.apply([.upsert(world.key(2, "b"), number: 2, values: [values[19]])])
        _ = world.graph.apply([.upsert(world.key(2, "c"), number: 3, values: [values[20]])])
        #expect(world.members(1, "a") == [1, 2])
    }

    @Test func `a chain of contacts stays cheap to lengthen and to cut`() {
        var world = IdentityWorld()
        let links = (0..<20_000).map { link in
            ContactChange.upsert(
                world.key(1, "\(link)-1"),
                number: Int64(link),
                values: [
                    MergeValue("_email", "\(link / 2)@x.org"),
                    MergeValue("_phone_mobile", "+3460\((link + 1) / 2)"),
                ]
            )
        }
        for link in links { _ = world.graph.apply([link]) }
        #expect(world.graph.statistics.overMergedContacts == 20_000)
        let change = world.remove(1, "10000-1")
        #expect(change.changed.isEmpty, "both ends are too long still")
        let cut = world.remove(1, "10100-1")
        #expect(cut.changed.map(\.members.count) == [99])
        #expect(world.graph.statistics.overMergedContacts == 19_899)
    }
}

/// A graph, with names for its contacts.
struct IdentityWorld {
    var graph: IdentityGraph
    private var next: Int64 = 1

    init(_ rules: MergeRules = .usual) {
        graph = IdentityGraph(rules: rules, salt: IdentitySalt(1, 2))
    }

    func key(_ source: Int64, _ userID: String) -> ContactKey {
        ContactKey(source: DataSourceNumber(source), userID: userID)
    }

    /// Upserts a contact, with the next number when it is new.
    @discardableResult
    mutating func upsert(
        _ source: Int64,
        _ userID: String,
        email: String? = nil,
        phone: String? = nil
    ) -> IdentityChange {
        let key = key(source, userID)
        var number = next
        if let known = numbers[key] { number = known } else { next += 1 }
        numbers[key] = number
        let values =
            (email.map { [MergeValue("_email", $0)] } ?? [])
            + (phone.map { [MergeValue("_phone_mobile", $0)] } ?? [])
        return graph.apply([.upsert(key, number: number, values: values)])
    }

    @discardableResult
    mutating func remove(_ source: Int64, _ userID: String) -> IdentityChange {
        graph.apply([.remove(key(source, userID))])
    }

    func identity(_ source: Int64, _ userID: String) -> MergedIdentity? {
        graph.identity(of: key(source, userID))
    }

    func members(_ source: Int64, _ userID: String) -> [Int64] {
        identity(source, userID)?.members ?? []
    }

    func id(_ source: Int64, _ userID: String) -> AudienceID {
        graph.names.id(of: key(source, userID))
    }

    private var numbers: [ContactKey: Int64] = [:]
}
