import Attributes
import Essentials
import Identity
import Testing

@Suite struct ConsolidationTests {
    private static let names = IdentityNames(salt: IdentitySalt(1, 2))
    private static let sources: [DataSourceNumber: ConsolidationRules.Standing] = [
        DataSourceNumber(1): .init(uid: "shop", priority: 1),
        DataSourceNumber(2): .init(uid: "crm", priority: 5),
        DataSourceNumber(3): .init(uid: "web", priority: 1),
    ]
    private static let consolidation = Consolidation(
        rules: ConsolidationRules(sources: sources),
        names: names
    )

    private func member(
        _ source: Int64,
        _ values: [(String, AttributeValue, Int64)] = []
    ) -> IdentityMember {
        IdentityMember(
            key: ContactKey(source: DataSourceNumber(source), userID: "U-\(source)"),
            values: values.map { SourceValue($0.0, $0.1, writtenAt: Timestamp(seconds: $0.2)) },
            createdAt: Timestamp(seconds: 10 * source),
            updatedAt: Timestamp(seconds: 100 * source)
        )
    }

    @Test func `the data source with the higher priority prevails, and what it beat stays known`()
        throws
    {
        let contact = try #require(
            Self.consolidation.contact(
                of: [
                    member(1, [("_first_name", .text("Noa"), 900)]),
                    member(2, [("_first_name", .text("Noah"), 100)]),
                ],
                Self.names
            )
        )
        let name = try #require(contact.value(of: "_first_name"))
        #expect(name.value == .text("Noah"))
        #expect(name.rule == .priority)
        #expect(name.origins.map(\.contact.source.number) == [2])
        #expect(name.beaten.map(\.value) == [.text("Noa")])
        #expect(name.beaten.map(\.writtenAt) == [Timestamp(seconds: 900)])
    }

    @Test func `among equal priorities the most recent value prevails`() throws {
        let contact = try #require(
            Self.consolidation.contact(
                of: [
                    member(1, [("city", .text("Lleida"), 5)]),
                    member(3, [("city", .text("Girona"), 6)]),
                ],
                Self.names
            )
        )
        #expect(contact.value(of: "city")?.value == .text("Girona"))
    }

    @Test func `one opt-out holds for the person`() throws {
        let contact = try #require(
            Self.consolidation.contact(
                of: [
                    member(1, [("_is_subscribed_sms", .bool(false), 5)]),
                    member(2, [("_is_subscribed_sms", .bool(true), 600)]),
                ],
                Self.names
            )
        )
        #expect(contact.value(of: "_is_subscribed_sms")?.value == .bool(false))
    }

    @Test func `tags of all members come together once each`() throws {
        let contact = try #require(
            Self.consolidation.contact(
                of: [
                    member(1, [("_client_tags", .list([.text("new"), .text("vip")]), 5)]),
                    member(2, [("_client_tags", .text("vip"), 6)]),
                    member(3, [("_client_tags", .list([.text("new")]), 1)]),
                ],
                Self.names
            )
        )
        let tags = try #require(contact.value(of: "_client_tags"))
        #expect(tags.value == .list([.text("vip"), .text("new")]))
        #expect(tags.origins.map(\.contact.source.number) == [2, 1])
        #expect(tags.beaten.map(\.contact.source.number) == [3])
    }

    @Test func `the platform's own attributes are computed, whatever data sources say`() throws {
        let contact = try #require(
            Self.consolidation.contact(
                of: [
                    member(
                        2,
                        [("_last_name", .text("Vidal"), 1), ("_datasources", .text("x"), 1)]
                    ),
                    member(1, [("_first_name", .text("Noa"), 1)]),
                ],
                Self.names
            )
        )
        let ids = [1, 2].map { Self.names.id(of: member($0).key) }
        #expect(contact.id == ids[0])
        #expect(contact.aliases == ids)
        #expect(contact.value(of: "_full_name")?.value == .text("Noa Vidal"))
        #expect(contact.value(of: "_user_id")?.value == .text("U-2"))
        #expect(contact.value(of: "_datasources")?.value == .list([.text("shop"), .text("crm")]))
        #expect(
            contact.value(of: "_ds_contact_ids")?.value
                == .list(ids.map { .text($0.description) })
        )
        #expect(contact.value(of: "_date_imported")?.value == .moment(Timestamp(seconds: 10)))
        #expect(contact.value(of: "_date_updated")?.value == .moment(Timestamp(seconds: 200)))
    }

    @Test func `nobody is no contact`() {
        #expect(Self.consolidation.contact(of: [], Self.names) == nil)
    }

    @Test func `lists merge by each of their elements`() {
        let contact = member(
            1,
            [
                ("_email", .list([.text("a@x.org"), .text("b@x.org")]), 1),
                ("_phone_mobile", .bool(true), 1),
                ("_city", .text("Vic"), 1),
            ]
        )
        #expect(
            contact.mergeValues(.usual) == [
                MergeValue("_email", "a@x.org"), MergeValue("_email", "b@x.org"),
            ]
        )
    }

    // MARK: Any order, every rule

    private static let rules: [ConsolidationRule] = [
        .priority, .mostRecent, .oldest, .anyTrue, .allTrue, .maximum, .minimum, .union(limit: 3),
    ]

    @Test(arguments: rules)
    func `each rule gives what the plain account does, in any order of members`(
        rule: ConsolidationRule
    ) throws {
        var generator = SeededGenerator(seed: 7)
        let rules = ConsolidationRules(sources: Self.sources, attributes: ["x": rule])
        let consolidation = Consolidation(rules: rules, names: Self.names)
        for _ in 0..<300 {
            var members: [IdentityMember] = []
            for number in 0..<Int.random(in: 1...5, using: &generator) {
                let source = DataSourceNumber(Int64.random(in: 1...4, using: &generator))
                let value = Self.value(rule, &generator)
                let time = Timestamp(seconds: Int64.random(in: 0...2, using: &generator))
                members.append(
                    IdentityMember(
                        key: ContactKey(source: source, userID: "\(number)"),
                        values: [SourceValue("x", value, writtenAt: time)],
                        createdAt: time,
                        updatedAt: time
                    )
                )
            }
            let contact = try #require(consolidation.contact(of: members, Self.names))
            members.shuffle(using: &generator)
            #expect(consolidation.contact(of: members, Self.names)?.encoded == contact.encoded)
            let value = try #require(contact.value(of: "x"))
            #expect(value.value == Self.plain(members, rule))
            #expect(value.origins.count + value.beaten.count == members.count)
        }
    }

    @Test(arguments: 1...3)
    func `values without their origins are those with them`(most: Int) {
        var generator = SeededGenerator(seed: UInt64(most))
        let texts: [AttributeValue] = [.text(""), .text("Noa"), .text("Ros"), .integer(7)]
        let lists: [AttributeValue] = [
            .list([.text("a"), .text("a"), .text("b")]), .list([.text("b"), .text("c")]),
            .text("a"),
        ]
        let attributes: [(String, [AttributeValue])] = [
            ("_first_name", texts), ("_last_name", texts), ("_full_name", texts), ("city", texts),
            ("_client_tags", lists), ("_user_id", texts), ("_datasources", texts),
            ("_is_subscribed_sms", [.bool(true), .bool(false)]),
        ]
        for _ in 0..<500 {
            let members = (0..<most).map { number in
                let values = attributes.filter { _ in Bool.random(using: &generator) }.map {
                    SourceValue(
                        $0.0,
                        $0.1[Int.random(in: 0..<$0.1.count, using: &generator)],
                        writtenAt: Timestamp(seconds: Int64.random(in: 0...2, using: &generator))
                    )
                }
                return IdentityMember(
                    key: ContactKey(
                        source: DataSourceNumber(Int64.random(in: 1...3, using: &generator)),
                        userID: "\(number)"
                    ),
                    values: values,
                    createdAt: Timestamp(seconds: 5),
                    updatedAt: Timestamp(seconds: 9)
                )
            }
            let pairs = Self.consolidation.pairs(of: members)
            let values = Self.consolidation.values(of: members)
            let whole = Dictionary(uniqueKeysWithValues: values.map { ($0.attribute, $0.value) })
            #expect(pairs.count == whole.count)
            #expect(Dictionary(uniqueKeysWithValues: pairs.map { ($0.key, $0.value) }) == whole)
        }
    }

    private static func value(
        _ rule: ConsolidationRule,
        _ generator: inout SeededGenerator
    ) -> AttributeValue {
        switch rule {
        case .anyTrue, .allTrue: .bool(Bool.random(using: &generator))
        default: .integer(Int64.random(in: 0...3, using: &generator))
        }
    }

    /// By sorting everything anew for each rule.
    private static func plain(
        _ members: [IdentityMember],
        _ rule: ConsolidationRule
    ) -> AttributeValue? {
        let byPriority = members.sorted { left, right in
            let priorities = [left, right].map { sources[$0.key.source]?.priority ?? 0 }
            let times = [left, right].map { $0.values[0].writtenAt }
            return (-priorities[0], times[1], left.key) < (-priorities[1], times[0], right.key)
        }
        let values = byPriority.map { $0.values[0] }
        switch rule {
        case .priority: return values.first?.value
        case .mostRecent:
            let last = values.map(\.writtenAt).max()
            return values.first { $0.writtenAt == last }?.value
        case .oldest:
            let first = values.map(\.writtenAt).min()
            return values.first { $0.writtenAt == first }?.value
        case .anyTrue: return .bool(values.contains { $0.value == .bool(true) })
        case .allTrue: return .bool(!values.contains { $0.value == .bool(false) })
        case .maximum: return values.map(\.value).max()
        case .minimum: return values.map(\.value).min()
        case .union(let limit):
            var elements: [AttributeValue] = []
            for value in values where !elements.contains(value.value) {
                elements.append(value.value)
            }
            return .list(Array(elements.prefix(limit)))
        }
    }
}
