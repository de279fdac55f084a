import AccountsModel
import Attributes
import AudienceModel
import AudienceViews
import Essentials
import HTTPAPI
import JSONCoding
import Testing

/// Every set of the scopes that matter × every plan × every field, against the vendor's table.
@Suite struct AudienceAccessTests {
    static let relevant: [Scope] = [
        .audienceRead, .audienceList, .audienceDataBasic, .audienceDataEvents, .audienceDataFull,
        .aggregations, .dataSourceWrite,
    ]

    /// All 2⁷ sets.
    static let scopeSets: [Set<Scope>] = (0..<(1 << relevant.count)).map { bits in
        Set(relevant.enumerated().filter { bits & (1 << $0.offset) != 0 }.map(\.element))
    }

    /// The known attributes, and custom ones of each type, also as they would come of events.
    static let fields: [AttributeDefinition] =
        KnownAttributes.all
        + DataType.allCases.flatMap { type -> [AttributeDefinition] in
            var computed = AttributeDefinition.custom("events_\(type.rawValue)", type)
            computed.flags.insert(.eventBased)
            return [.custom("own_\(type.rawValue)", type), computed]
        }

    /// The guide's table of levels, told once more: what a row returns beyond the one above it.
    static func isSeen(
        _ field: AttributeDefinition,
        _ scopes: Set<Scope>,
        _ plan: Organization.Plan
    ) -> Bool {
        let hasData = plan != .s
        if field.flags.contains(.eventBased) {
            guard hasData, scopes.contains(.audienceDataEvents) else { return false }
        }
        switch field.uid {
        case "_user_id", "_full_name", "_first_name", "_last_name": return true
        case "_phone_mobile", "_email", "_country_code":
            return hasData && !scopes.isDisjoint(with: [.audienceDataBasic, .audienceDataFull])
        default:
            let levels: Set<Scope> =
                field.dataType == .bool
                ? [.audienceDataBasic, .audienceDataFull] : [.audienceDataFull]
            return hasData && !scopes.isDisjoint(with: levels)
        }
    }

    static func value(of field: AttributeDefinition) -> AttributeValue {
        field.dataType == .bool ? .bool(true) : .text("secret of \(field.uid)")
    }

    @Test(arguments: Organization.Plan.allCases)
    func `a contact leaves with what the scopes and the plan allow and nothing else`(
        plan: Organization.Plan
    ) throws {
        let source = try #require(ObjectID("65f000000000000000000001"))
        let values = Dictionary(
            uniqueKeysWithValues: Self.fields.map { ($0.uid, Self.value(of: $0)) }
        )
        let contact = AudienceContact(
            id: "contact",
            values: values,
            audienceIDs: ["contact"],
            members: [SourceContactKey(dataSource: source, userID: "U-1")],
            isOverMerged: false,
            createdAt: Timestamp(seconds: 0),
            updatedAt: Timestamp(seconds: 0)
        )
        for scopes in Self.scopeSets {
            let access = AudienceAccess(scopes: scopes, plan: plan)
            let view = ContactView(Self.fields, access)
            for isFlat in [false, true] {
                var writer = JSONWriter()
                view.write(contact, isFlat: isFlat, to: &writer)
                let text = String(decoding: writer.bytes, as: UTF8.self)
                guard case .object(let entity) = try JSONDocument.parse(writer.bytes),
                    case .object(let data)? = entity["attributesData"]
                else {
                    Issue.record("no contact: \(text)")
                    return
                }
                for field in Self.fields {
                    let isSeen = Self.isSeen(field, scopes, plan)
                    #expect((data[field.uid] != nil) == isSeen, "\(field.uid) \(scopes) \(plan)")
                    #expect(view.hides(field.uid) == !isSeen)
                    if field.dataType != .bool, !isSeen {
                        #expect(!text.contains("\"secret of \(field.uid)\""))
                    }
                }
            }
        }
    }

    @Test(arguments: Organization.Plan.allCases)
    func `a data source's contact leaves as carefully`(plan: Organization.Plan) throws {
        let source = try #require(ObjectID("65f000000000000000000001"))
        let contact = SourceContact(
            id: "contact",
            key: SourceContactKey(dataSource: source, userID: "U-1"),
            audienceID: "person",
            dataSourceSequence: 1,
            values: Dictionary(
                uniqueKeysWithValues: Self.fields.map { ($0.uid, Self.value(of: $0)) }
            ),
            createdAt: Timestamp(seconds: 0),
            updatedAt: Timestamp(seconds: 0)
        )
        for scopes in Self.scopeSets {
            let view = ContactView(
                Self.fields,
                AudienceAccess(scopes: scopes, plan: plan)
            )
            var writer = JSONWriter()
            view.write(contact, to: &writer)
            guard case .object(let entity) = try JSONDocument.parse(writer.bytes),
                case .object(let data)? = entity["contactData"]
            else {
                Issue.record("no contact")
                return
            }
            let seen = Self.fields.filter { Self.isSeen($0, scopes, plan) }.map(\.uid)
            #expect(Set(data.members.map(\.name)) == Set(seen))
        }
    }

    @Test(arguments: Organization.Plan.allCases)
    func `the smallest plan takes away the scopes that need a plan`(plan: Organization.Plan) {
        let gated: Set<Scope> = [
            .audienceList, .audienceDataBasic, .audienceDataEvents, .audienceDataFull,
        ]
        for scopes in Self.scopeSets {
            let access = AudienceAccess(scopes: scopes, plan: plan)
            for scope in Scope.allCases {
                let isThere = scopes.contains(scope) && (plan != .s || !gated.contains(scope))
                #expect(access.allows(scope) == isThere)
            }
        }
    }

    @Test func `a token of a data source sees names at most, whatever the plan`() {
        for plan in Organization.Plan.allCases {
            let access = AudienceAccess(scopes: [], plan: plan)
            #expect(access.level == .standard)
            #expect(Scope.allCases.allSatisfy { !access.allows($0) })
        }
    }
}
