import Attributes
import Essentials

/// Consolidates the values of an identity's members: a pure function, independent of their order.
public struct Consolidation: Sendable {
    typealias Candidate = ConsolidatedValue.Candidate

    /// The rules that decide which value wins.
    public let rules: ConsolidationRules
    let names: IdentityNames

    /// Prepares the rules of a project.
    public init(rules: ConsolidationRules, names: IdentityNames) {
        self.rules = rules
        self.names = names
    }

    /// The consolidated values of members, in no order.
    public func values(of members: [IdentityMember]) -> [ConsolidatedValue] {
        members.isEmpty ? [] : values(of: inOrder(members))
    }

    typealias Named = (id: AudienceID, contact: IdentityMember)

    private func inOrder(_ members: [IdentityMember]) -> [Named] {
        members.map { (id: names.id(of: $0.key), contact: $0) }
            .sorted { ($0.contact.key.source, $0.id) < ($1.contact.key.source, $1.id) }
    }

    private func created(_ ordered: [Named]) -> Timestamp {
        ordered.map(\.contact.createdAt).min() ?? Timestamp(microseconds: 0)
    }

    private func updated(_ ordered: [Named]) -> Timestamp {
        ordered.map(\.contact.updatedAt).max() ?? Timestamp(microseconds: 0)
    }

    private func values(of ordered: [Named]) -> [ConsolidatedValue] {
        let values = consolidated(ordered.map(\.contact))
        return values + computed(values, facts(ordered))
    }

    /// The values that the platform computes from the members.
    func facts(_ ordered: [Named]) -> [(key: String, value: AttributeValue)] {
        let sources = ordered.map(\.contact.key.source)
        return [
            ("_datasources", distinct(sources.map { .text(rules.uid(of: $0)) })),
            ("_ds_contact_ids", .list(ordered.prefix(1000).map { .text($0.id.description) })),
            ("_date_imported", .moment(created(ordered))),
            ("_date_updated", .moment(updated(ordered))),
        ]
    }

    /// Attributes that only the platform sets; values from data sources are ignored.
    public static let computedAttributes: Set = [
        "_datasources", "_ds_contact_ids", "_date_imported", "_date_updated",
    ]

    static func isOwn(_ attribute: String) -> Bool {
        attribute == "_user_id" || computedAttributes.contains(attribute)
    }

    // MARK: Values of members

    private struct Entry {
        let attribute: String
        let candidate: Candidate
        let priority: Int
    }

    /// One value for each attribute that a member has.
    private func consolidated(_ members: [IdentityMember]) -> [ConsolidatedValue] {
        var entries: [Entry] = []
        entries.reserveCapacity(members.reduce(0) { $0 + $1.values.count + 1 })
        for member in members {
            let priority = rules.priority(of: member.key.source)
            func add(_ attribute: String, _ value: AttributeValue, _ writtenAt: Timestamp) {
                let candidate = Candidate(contact: member.key, value: value, writtenAt: writtenAt)
                entries.append(
                    Entry(attribute: attribute, candidate: candidate, priority: priority)
                )
            }
            add("_user_id", .text(member.key.userID), member.createdAt)
            for value in member.values where !Consolidation.isOwn(value.attribute) {
                add(value.attribute, value.value, value.writtenAt)
            }
        }
        // A single member has one entry per attribute, so they are already grouped.
        if members.count > 1 { entries = entries.inOrder(by: Consolidation.precedes) }
        var values: [ConsolidatedValue] = []
        // Room for the computed values.
        values.reserveCapacity(entries.count + 5)
        var start = 0
        while start < entries.count {
            let attribute = entries[start].attribute
            var end = start + 1
            while end < entries.count, entries[end].attribute == attribute { end += 1 }
            values.append(prevailing(attribute, entries[start..<end].map(\.candidate)))
            start = end
        }
        return values
    }

    /// By attribute, then by strength: priority, recency, and finally the contacts' names.
    private static func precedes(_ left: Entry, _ right: Entry) -> Bool {
        if left.attribute != right.attribute { return left.attribute < right.attribute }
        if left.priority != right.priority { return left.priority > right.priority }
        if left.candidate.writtenAt != right.candidate.writtenAt {
            return left.candidate.writtenAt > right.candidate.writtenAt
        }
        return left.candidate.contact < right.candidate.contact
    }

    /// The winning value among candidates, of which the strongest come first.
    private func prevailing(
        _ attribute: String,
        _ candidates: [Candidate]
    ) -> ConsolidatedValue {
        let rule = rules.rule(of: attribute)
        if case .union(let limit) = rule { return union(attribute, candidates, limit: limit) }
        if candidates.count == 1, let only = candidates.first {
            return ConsolidatedValue(
                attribute: attribute,
                value: only.value,
                rule: rule,
                origins: candidates,
                beaten: []
            )
        }
        var best = 0
        for index in candidates.indices.dropFirst()
        where prevails(candidates[index], over: candidates[best], by: rule) {
            best = index
        }
        var beaten = candidates
        let winner = beaten.remove(at: best)
        return ConsolidatedValue(
            attribute: attribute,
            value: winner.value,
            rule: rule,
            origins: [winner],
            beaten: beaten
        )
    }

    /// Whether a candidate with lower priority wins nevertheless.
    private func prevails(
        _ candidate: Candidate,
        over best: Candidate,
        by rule: ConsolidationRule
    ) -> Bool {
        switch rule {
        case .priority, .union: false
        case .mostRecent: candidate.writtenAt > best.writtenAt
        case .oldest: candidate.writtenAt < best.writtenAt
        case .anyTrue: candidate.value == .bool(true) && best.value != .bool(true)
        case .allTrue: candidate.value == .bool(false) && best.value != .bool(false)
        case .maximum: candidate.value > best.value
        case .minimum: candidate.value < best.value
        }
    }

    func union(
        _ attribute: String,
        _ candidates: [Candidate],
        limit: Int
    ) -> ConsolidatedValue {
        var elements: [AttributeValue] = []
        var seen: Set<AttributeValue> = []
        var origins: [Candidate] = []
        var beaten: [Candidate] = []
        for candidate in candidates {
            let before = elements.count
            for element in candidate.value.elements
            where elements.count < limit && seen.insert(element).inserted {
                elements.append(element)
            }
            if elements.count > before {
                origins.append(candidate)
            } else {
                beaten.append(candidate)
            }
        }
        return ConsolidatedValue(
            attribute: attribute,
            value: .list(elements),
            rule: .union(limit: limit),
            origins: origins,
            beaten: beaten
        )
    }

    // MARK: Computed values

    /// The platform's own values, and the full name if no member has one.
    private func computed(
        _ values: [ConsolidatedValue],
        _ facts: [(key: String, value: AttributeValue)]
    ) -> [ConsolidatedValue] {
        var computed = facts.map { attribute, value in
            ConsolidatedValue(
                attribute: attribute,
                value: value,
                rule: nil,
                origins: [],
                beaten: []
            )
        }
        if let name = fullName(values) { computed.append(name) }
        return computed
    }

    private func fullName(_ values: [ConsolidatedValue]) -> ConsolidatedValue? {
        guard !values.contains(where: { $0.attribute == "_full_name" }) else { return nil }
        let parts = ["_first_name", "_last_name"].compactMap { name in
            values.first { $0.attribute == name }
        }
        guard let name = Consolidation.fullName(parts.map(\.value)) else { return nil }
        return ConsolidatedValue(
            attribute: "_full_name",
            value: name,
            rule: nil,
            origins: parts.flatMap(\.origins),
            beaten: []
        )
    }

    /// The full name from a first and a last name; nil if there is neither.
    static func fullName(_ parts: [AttributeValue]) -> AttributeValue? {
        let names = parts.compactMap { part -> String? in
            if case .text(let text) = part, !text.isEmpty { text } else { nil }
        }
        return names.isEmpty ? nil : .text(names.joined(separator: " "))
    }

    private func distinct(_ values: [AttributeValue]) -> AttributeValue {
        var seen: Set<AttributeValue> = []
        return .list(values.filter { seen.insert($0).inserted })
    }
}

extension Array {
    /// The elements sorted; sorting moves indexes, not the elements, which are large and full of
    /// references to be counted.
    fileprivate func inOrder(by precedes: (Element, Element) -> Bool) -> [Element] {
        indices.sorted { precedes(self[$0], self[$1]) }.map { self[$0] }
    }
}
