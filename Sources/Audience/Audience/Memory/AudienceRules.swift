import AccountsModel
import Essentials
import Identity
import JSONCoding

/// The audience rules of a project, as set by an operator.
struct AudienceRules: Sendable, Hashable {
    /// The rules by which contacts merge.
    var merge: MergeRules
    /// How the values of attributes are consolidated, where it differs from the default.
    var attributes: [String: ConsolidationRule]
    /// Whether blocked values are refused as user ids, instead of naming one contact for all.
    var blocksUserIDs = true
    /// Whether surplus attributes of an item are left out; else the item is refused.
    var dropsSurplus = true

    /// The rules of a project that has not set any.
    static let standard = AudienceRules(merge: .userIDOnly, attributes: [:])

    /// How values are consolidated, with the priorities of the data sources.
    func consolidation(_ sources: ProjectSources, _ names: IdentityNames) -> Consolidation {
        var standings: [DataSourceNumber: ConsolidationRules.Standing] = [:]
        for source in sources.all {
            standings[DataSourceNumber(Int64(source.sequence))] = ConsolidationRules.Standing(
                uid: source.id.description,
                priority: source.profile.priority
            )
        }
        return Consolidation(
            rules: ConsolidationRules(
                sources: standings,
                attributes: ConsolidationRules.standard.merging(attributes) { $1 }
            ),
            names: names
        )
    }
}

// MARK: As JSON

extension AudienceRules {
    /// The rules as they are stored and shown.
    var json: [UInt8] {
        var writer = JSONWriter()
        writer.object { writer in
            writer.key("mergeAttributes")
            writer.array { writer in
                for attribute in merge.attributes.dropFirst() {
                    writer.object { writer in
                        writer.key("attribute")
                        writer.string(attribute.name)
                        writer.key("normalisation")
                        writer.string(attribute.normalisation.rawValue)
                        writer.key("contactsPerValue")
                        writer.integer(attribute.contactsPerValue)
                    }
                }
            }
            writer.key("blockedValues")
            writer.array { writer in
                for value in merge.blocked.exact.sorted() { writer.string(value) }
                for value in merge.blocked.patterns { writer.string(value) }
            }
            writer.key("blocksZeros")
            writer.bool(merge.blocked.blocksZeros)
            writer.key("contactsPerCluster")
            writer.integer(merge.contactsPerIdentity)
            writer.key("consolidation")
            writer.object { writer in
                for (attribute, rule) in attributes.sorted(by: { $0.key < $1.key }) {
                    writer.key(text: attribute)
                    writer.string(rule.word)
                }
            }
            writer.member("blocksUserIDs", blocksUserIDs)
            writer.member("dropsSurplus", dropsSurplus)
            writer.key("separateUserIDs")
            switch merge.authoritative {
            case .none: writer.bool(false)
            case .all: writer.bool(true)
            case .some(let sources):
                writer.array { writer in
                    for source in sources.sorted() { writer.integer(source.number) }
                }
            }
        }
        return writer.bytes
    }

    private static func object(_ json: [UInt8]) throws(ServiceError) -> JSONObject {
        do {
            if case .object(let object) = try JSONDocument.parse(json) { return object }
        } catch {
            // The same error as for a value that is not an object.
        }
        throw .invalid([FieldError("rules", Phrase.mustBe("a JSON object"))])
    }

    /// Reads rules in the form of ``json``.
    init(json bytes: [UInt8]) throws(ServiceError) {
        let object = try AudienceRules.object(bytes)
        try AudienceRules.refuseUnknown(
            object,
            [
                "mergeAttributes", "blockedValues", "blocksZeros", "contactsPerCluster",
                "consolidation", "separateUserIDs", "blocksUserIDs", "dropsSurplus",
            ]
        )
        let blocked = try AudienceRules.blocked(object)
        let authoritative = try AudienceRules.authoritative(object["separateUserIDs"])
        attributes = try AudienceRules.consolidation(object["consolidation"])
        blocksUserIDs = try AudienceRules.flag("blocksUserIDs", of: object)
        dropsSurplus = try AudienceRules.flag("dropsSurplus", of: object)
        let identity =
            try AudienceRules.count(object, "contactsPerCluster")
            ?? MergeRules.userIDOnly.contactsPerIdentity
        let additional = try AudienceRules.attributes(object["mergeAttributes"])
        do throws(IdentityError) {
            merge = try MergeRules(
                additional: additional,
                blocked: blocked,
                contactsPerIdentity: identity,
                authoritative: authoritative
            )
        } catch {
            throw .invalid([FieldError("rules", error.description)])
        }
    }

    private static func consolidation(
        _ json: JSONValue?
    ) throws(ServiceError) -> [String: ConsolidationRule] {
        guard let json, !json.isNull else { return [:] }
        var rules: [String: ConsolidationRule] = [:]
        guard case .object(let object) = json else {
            throw .invalid([FieldError("consolidation", Phrase.mustBe("an object"))])
        }
        for member in object.members {
            guard case .string(let word) = member.value, let rule = ConsolidationRule(word: word)
            else {
                throw .invalid([
                    FieldError(
                        "consolidation.\(member.name)",
                        Phrase.mustBe(
                            "one of priority, mostRecent, oldest, union, anyTrue, allTrue,"
                                + " max, min"
                        )
                    )
                ])
            }
            rules[member.name] = rule
        }
        return rules
    }

    private static func attributes(
        _ json: JSONValue?
    ) throws(ServiceError) -> [MergeAttribute] {
        guard let json, !json.isNull else { return [] }
        guard case .array(let elements) = json else {
            throw .invalid([FieldError("mergeAttributes", Phrase.mustBe("an array"))])
        }
        var attributes: [MergeAttribute] = []
        for element in elements { attributes.append(try attribute(element)) }
        return attributes
    }

    private static func attribute(_ json: JSONValue) throws(ServiceError) -> MergeAttribute {
        if case .string(let name) = json { return attribute(name) }
        guard case .object(let object) = json, case .string(let name)? = object["attribute"] else {
            throw .invalid([
                FieldError(
                    "mergeAttributes",
                    Phrase.mustBe("an array of names, or of objects with an attribute")
                )
            ])
        }
        try refuseUnknown(object, ["attribute", "normalisation", "contactsPerValue"])
        let standard = attribute(name)
        var normalisation = standard.normalisation
        if let given = object["normalisation"] {
            guard case .string(let word) = given, let known = ValueNormalisation(rawValue: word)
            else {
                let words = ValueNormalisation.allCases.map(\.rawValue).joined(separator: ", ")
                throw .invalid([FieldError("normalisation", Phrase.mustBe("one of \(words)"))])
            }
            normalisation = known
        }
        return MergeAttribute(
            name,
            normalisation: normalisation,
            contactsPerValue: try count(object, "contactsPerValue") ?? standard.contactsPerValue
        )
    }

    /// Refuses unknown members: ignoring a rule would merge the wrong people.
    private static func refuseUnknown(
        _ object: JSONObject,
        _ known: [String]
    ) throws(ServiceError) {
        for member in object.members where !known.contains(member.name) {
            throw .invalid([
                FieldError(
                    String(member.name.prefix(64)),
                    Phrase.unknown("field", expected: known)
                )
            ])
        }
    }

    private static func count(
        _ object: JSONObject,
        _ name: String
    ) throws(ServiceError) -> Int? {
        switch object[name] {
        case nil, .null: return nil
        case .integer(let number): return Int(clamping: number)
        default: throw .invalid([FieldError(name, Phrase.mustBe("a whole number"))])
        }
    }

    /// The merge attribute with a name, with the comparison that suits it.
    static func attribute(_ name: String) -> MergeAttribute {
        switch name {
        case "_email": .email
        case "_phone_mobile": .phone
        default: MergeAttribute(name)
        }
    }

    /// A boolean that is true unless the rules say otherwise.
    private static func flag(
        _ name: String,
        of object: JSONObject
    ) throws(ServiceError) -> Bool {
        switch object[name] {
        case nil, .null: return true
        case .bool(let flag): return flag
        default: throw .invalid([FieldError(name, Phrase.mustBe("a boolean"))])
        }
    }

    private static func blocked(_ object: JSONObject) throws(ServiceError) -> BlockedValues {
        let zeros = try flag("blocksZeros", of: object)
        guard let json = object["blockedValues"], !json.isNull else {
            let standard = BlockedValues.standard
            return BlockedValues(
                standard.exact.sorted() + standard.patterns,
                blocksZeros: zeros
            )
        }
        var values: [String] = []
        guard case .array(let elements) = json else {
            throw .invalid([FieldError("blockedValues", Phrase.mustBe("an array of strings"))])
        }
        for element in elements {
            guard case .string(let text) = element else {
                throw .invalid([FieldError("blockedValues", Phrase.mustBe("an array of strings"))])
            }
            values.append(text)
        }
        return BlockedValues(values, blocksZeros: zeros)
    }

    private static func authoritative(
        _ json: JSONValue?
    ) throws(ServiceError) -> AuthoritativeSources {
        switch json {
        case nil, .null, .bool(false): return .none
        case .bool(true): return .all
        case .array(let elements):
            var numbers: Set<DataSourceNumber> = []
            for element in elements {
                guard case .integer(let number) = element else { throw separateUserIDs }
                numbers.insert(DataSourceNumber(number))
            }
            return .some(numbers)
        default: throw separateUserIDs
        }
    }

    private static let separateUserIDs = ServiceError.invalid([
        FieldError("separateUserIDs", Phrase.mustBe("a boolean or an array of sequences"))
    ])
}
