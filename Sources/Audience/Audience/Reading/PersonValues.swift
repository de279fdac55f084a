import Attributes
import AudienceModel
import Essentials
import Identity

/// The consolidated values of a person's contacts: one value per attribute.
///
/// Values of data sources are consolidated by the project's rules; values of the platform override
/// them, the latest first.
struct PersonValues {
    private let consolidation: Consolidation
    private let platform: [String: [AudienceLineage.Statement]]
    private let members: [ContactSnapshot.Member]

    init(_ members: [ContactSnapshot.Member], _ consolidation: Consolidation) {
        self.members = members
        self.consolidation = consolidation
        var platform: [String: [AudienceLineage.Statement]] = [:]
        for member in members {
            for value in member.contact.platform {
                platform[value.attribute, default: []].append(
                    AudienceLineage.Statement(
                        value: value.value,
                        contact: member.key,
                        at: value.at,
                        platformReason: value.action
                    )
                )
            }
        }
        self.platform = platform.mapValues { $0.sorted(by: PersonValues.isStronger) }
    }

    /// The values by attribute, computed ones included.
    var values: [String: AttributeValue] {
        let pairs = pairs
        var values: [String: AttributeValue] = [:]
        values.reserveCapacity(pairs.count)
        for (attribute, value) in pairs { values[attribute] = value }
        return values
    }

    /// Each attribute with a value, including computed ones.
    var pairs: [(key: String, value: AttributeValue)] {
        var pairs = consolidation.pairs(of: members.map(\.forConsolidation))
        guard !platform.isEmpty else { return pairs }
        pairs.removeAll { platform[$0.key] != nil }
        for (attribute, statements) in platform {
            guard let strongest = statements.first else { continue }
            pairs.append((attribute, strongest.value))
        }
        return pairs
    }

    /// Where each value comes from, in the order of the attributes' names.
    var origins: [AudienceLineage.ValueOrigin] {
        let consolidated = consolidation.values(of: members.map(\.forConsolidation))
        let keys = Dictionary(
            members.map { ($0.contactKey, $0.key) }
        ) { first, _ in first }
        func statement(_ candidate: ConsolidatedValue.Candidate) -> AudienceLineage.Statement {
            AudienceLineage.Statement(
                value: candidate.value,
                contact: keys[candidate.contact],
                at: candidate.writtenAt
            )
        }
        var origins = consolidated.filter { platform[$0.attribute] == nil }.map { value in
            AudienceLineage.ValueOrigin(
                attribute: value.attribute,
                value: value.value,
                sources: value.origins.map(statement),
                beaten: value.beaten.map(statement),
                rule: value.rule?.word ?? "computed"
            )
        }
        for (attribute, statements) in platform {
            guard let winner = statements.first else { continue }
            let said = consolidated.first { $0.attribute == attribute }
            origins.append(
                AudienceLineage.ValueOrigin(
                    attribute: attribute,
                    value: winner.value,
                    sources: [winner],
                    beaten: Array(statements.dropFirst())
                        + ((said?.origins ?? []) + (said?.beaten ?? [])).map(statement),
                    rule: "platform"
                )
            )
        }
        return origins.sorted { $0.attribute < $1.attribute }
    }

    /// The latest action counts; of simultaneous actions, which all members got, any does.
    private static func isStronger(
        _ left: AudienceLineage.Statement,
        _ right: AudienceLineage.Statement
    ) -> Bool {
        if left.at != right.at { return left.at > right.at }
        return (left.contact?.userID ?? "") < (right.contact?.userID ?? "")
    }
}

extension ContactSnapshot.Member {
    /// The key of the contact in merging.
    fileprivate var contactKey: ContactKey {
        ContactKey(source: DataSourceNumber(Int64(sequence)), userID: key.userID)
    }

    /// The contact in the form that consolidation takes.
    fileprivate var forConsolidation: IdentityMember {
        IdentityMember(
            key: contactKey,
            values: contact.values,
            createdAt: createdAt,
            updatedAt: updatedAt
        )
    }
}

extension ConsolidationRule {
    /// The rule as operators write it.
    var word: String {
        switch self {
        case .priority: "priority"
        case .mostRecent: "mostRecent"
        case .oldest: "oldest"
        case .union: "union"
        case .anyTrue: "anyTrue"
        case .allTrue: "allTrue"
        case .maximum: "max"
        case .minimum: "min"
        }
    }

    /// Reads a rule that an operator wrote; nil for an invalid one.
    init?(word: String) {
        switch word {
        case "priority": self = .priority
        case "mostRecent": self = .mostRecent
        case "oldest": self = .oldest
        case "union": self = .union(limit: 100)
        case "anyTrue": self = .anyTrue
        case "allTrue": self = .allTrue
        case "max": self = .maximum
        case "min": self = .minimum
        default: return nil
        }
    }
}
