import Attributes
import Domain
import Essentials
import Identity

/// What follows from all that a person's contacts say: one value an attribute.
///
/// The data source with the higher priority is believed, then what changed last, then the contact
/// that came first. What the platform says of a person is stronger than all of it.
struct Consolidation {
    private let members: [ContactSnapshot.Member]
    private let statements: [String: [Ranked]]

    /// What one contact says of an attribute, with what decides its rank.
    fileprivate struct Ranked {
        let statement: AudienceLineage.Statement
        let isPlatform: Bool
        let priority: Int
        let number: UInt32
    }

    init(_ members: [ContactSnapshot.Member]) {
        self.members = members
        var statements: [String: [Ranked]] = [:]
        for member in members {
            let userID = AudienceLineage.Statement(
                value: .text(member.key.userID),
                contact: member.key,
                at: member.createdAt
            )
            statements["_user_id", default: []].append(Ranked(userID, member))
            for value in member.contact.values {
                let statement = AudienceLineage.Statement(
                    value: value.value,
                    contact: member.key,
                    at: value.at
                )
                statements[value.attribute, default: []].append(Ranked(statement, member))
            }
            for value in member.contact.platform {
                let statement = AudienceLineage.Statement(
                    value: value.value,
                    contact: member.key,
                    at: value.at,
                    platformReason: value.action
                )
                statements[value.attribute, default: []].append(
                    Ranked(statement, member, isPlatform: true)
                )
            }
        }
        self.statements = statements.mapValues { $0.sorted(by: Ranked.isStronger) }
    }

    /// The consolidated values, computed ones included.
    var values: [String: AttributeValue] {
        var values: [String: AttributeValue] = [:]
        for (attribute, ranked) in statements { values[attribute] = ranked.first?.statement.value }
        for (attribute, value) in computed(values) { values[attribute] = value }
        return values
    }

    /// Where each value comes from, in the order of the attributes' names.
    var origins: [AudienceLineage.ValueOrigin] {
        statements.sorted { $0.key < $1.key }.compactMap { attribute, ranked in
            guard let winner = ranked.first else { return nil }
            return AudienceLineage.ValueOrigin(
                attribute: attribute,
                value: winner.statement.value,
                sources: [winner.statement],
                beaten: ranked.dropFirst().map(\.statement),
                rule: winner.isPlatform ? "platform" : "priority"
            )
        }
    }

    /// What the platform itself knows of the person.
    private func computed(_ values: [String: AttributeValue]) -> [String: AttributeValue] {
        var computed: [String: AttributeValue] = [:]
        let names = ["_first_name", "_last_name"].compactMap { name -> String? in
            guard case .text(let text)? = values[name] else { return nil }
            return text
        }
        if !names.isEmpty { computed["_full_name"] = .text(names.joined(separator: " ")) }
        let inOrder = members.sorted { $0.number < $1.number }
        var sources: [AttributeValue] = []
        for member in inOrder {
            let source = AttributeValue.text(member.key.dataSource.description)
            if !sources.contains(source) { sources.append(source) }
        }
        computed["_datasources"] = .list(sources)
        computed["_ds_contact_ids"] = .list(inOrder.map { .text($0.ownID.description) })
        if let first = members.map(\.createdAt).min() {
            computed["_date_imported"] = .moment(first)
        }
        if let last = members.map(\.updatedAt).max() { computed["_date_updated"] = .moment(last) }
        return computed
    }
}

extension Consolidation.Ranked {
    fileprivate init(
        _ statement: AudienceLineage.Statement,
        _ member: ContactSnapshot.Member,
        isPlatform: Bool = false
    ) {
        self.statement = statement
        self.isPlatform = isPlatform
        priority = member.priority
        number = member.number
    }

    fileprivate static func isStronger(_ left: Self, _ right: Self) -> Bool {
        if left.isPlatform != right.isPlatform { return left.isPlatform }
        if !left.isPlatform, left.priority != right.priority {
            return left.priority > right.priority
        }
        if left.statement.at != right.statement.at {
            return left.statement.at > right.statement.at
        }
        return left.number < right.number
    }
}
