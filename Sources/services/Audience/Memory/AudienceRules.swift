import Domain
import Essentials
import Identity
import JSONCoding

/// The rules of a project's audience, as an operator sets them.
struct AudienceRules: Sendable, Hashable {
    /// What makes contacts one.
    var merge: MergeRules
    /// How the values of attributes become one, where that is not what is usual for them.
    var attributes: [String: ConsolidationRule]

    /// The rules of a project for which nobody chose any.
    static let standard = AudienceRules(merge: .userIDOnly, attributes: [:])

    /// How values become one, with what the data sources count for.
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
            writer.integer(merge.contactsPerCluster)
            writer.key("consolidation")
            writer.object { writer in
                for (attribute, rule) in attributes.sorted(by: { $0.key < $1.key }) {
                    writer.key(text: attribute)
                    writer.string(rule.word)
                }
            }
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

    /// Reads what ``json`` gave, or what an operator wrote.
    init(json bytes: [UInt8]) throws(DomainError) {
        guard let parsed = try? JSONDocument.parse(bytes), case .object(let object) = parsed else {
            throw .invalid([FieldError("rules", "Should be a JSON object")])
        }
        let blocked = try AudienceRules.blocked(object)
        let authoritative = try AudienceRules.authoritative(object["separateUserIDs"])
        attributes = try AudienceRules.consolidation(object["consolidation"])
        var cluster = MergeRules.userIDOnly.contactsPerCluster
        if case .integer(let number)? = object["contactsPerCluster"] {
            cluster = Int(clamping: number)
        }
        do throws(IdentityError) {
            merge = try MergeRules(
                additional: try AudienceRules.attributes(object["mergeAttributes"]),
                blocked: blocked,
                contactsPerCluster: cluster,
                authoritative: authoritative
            )
        } catch {
            throw .invalid([FieldError("rules", error.description)])
        }
    }

    private static func consolidation(
        _ json: JSONValue?
    ) throws(DomainError) -> [String: ConsolidationRule] {
        guard let json, !json.isNull else { return [:] }
        var rules: [String: ConsolidationRule] = [:]
        guard case .object(let object) = json else {
            throw .invalid([FieldError("consolidation", "Should be an object")])
        }
        for member in object.members {
            guard case .string(let word) = member.value, let rule = ConsolidationRule(word: word)
            else {
                throw .invalid([
                    FieldError(
                        "consolidation.\(member.name)",
                        "Should be priority, mostRecent, oldest, union, anyTrue, allTrue, max, min"
                    )
                ])
            }
            rules[member.name] = rule
        }
        return rules
    }

    private static func attributes(
        _ json: JSONValue?
    ) throws(IdentityError) -> [MergeAttribute] {
        guard case .array(let elements)? = json else { return [] }
        return elements.compactMap { element in
            switch element {
            case .string(let name): return attribute(name)
            case .object(let object):
                guard case .string(let name)? = object["attribute"] else { return nil }
                let standard = attribute(name)
                var normalisation = standard.normalisation
                if case .string(let word)? = object["normalisation"] {
                    normalisation = ValueNormalisation(rawValue: word) ?? normalisation
                }
                var count = standard.contactsPerValue
                if case .integer(let number)? = object["contactsPerValue"] {
                    count = Int(clamping: number)
                }
                return MergeAttribute(
                    name,
                    normalisation: normalisation,
                    contactsPerValue: count
                )
            default: return nil
            }
        }
    }

    /// The merge attribute of a name, compared in the way that suits it.
    static func attribute(_ name: String) -> MergeAttribute {
        switch name {
        case "_email": .email
        case "_phone_mobile": .phone
        default: MergeAttribute(name)
        }
    }

    private static func blocked(_ object: JSONObject) throws(DomainError) -> BlockedValues {
        guard let json = object["blockedValues"] else { return .standard }
        guard case .array(let elements) = json else {
            throw .invalid([FieldError("blockedValues", "Should be a list of texts")])
        }
        let zeros: Bool
        if case .bool(let flag)? = object["blocksZeros"] { zeros = flag } else { zeros = true }
        return BlockedValues(
            elements.compactMap { if case .string(let text) = $0 { text } else { nil } },
            blocksZeros: zeros
        )
    }

    private static func authoritative(
        _ json: JSONValue?
    ) throws(DomainError) -> AuthoritativeSources {
        switch json {
        case nil, .null, .bool(false): return .none
        case .bool(true): return .all
        case .array(let elements):
            let numbers = elements.compactMap { element -> DataSourceNumber? in
                guard case .integer(let number) = element else { return nil }
                return DataSourceNumber(number)
            }
            return .some(Set(numbers))
        default:
            throw .invalid([
                FieldError("separateUserIDs", "Should be true, false or a list of sequences")
            ])
        }
    }
}
