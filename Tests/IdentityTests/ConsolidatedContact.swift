import Attributes
import Essentials
import Identity

/// All that consolidation makes of members, in a fixed order, so that audiences can be compared.
struct ConsolidatedContact: Hashable, Sendable {
    /// The id: that of the first member.
    let id: AudienceID
    /// The ids of all members in their order, each of which leads here.
    let aliases: [AudienceID]
    /// The members in the same order.
    let members: [ContactKey]
    /// The values, in order of the attributes' names.
    let values: [ConsolidatedValue]
    /// When the platform first heard of a member.
    let createdAt: Timestamp
    /// When a value of a member last changed.
    let updatedAt: Timestamp

    /// The value of the attribute, with where it comes from.
    func value(of attribute: String) -> ConsolidatedValue? {
        values.first { $0.attribute == attribute }
    }
}

extension Consolidation {
    /// All that members consolidate to; nil when there are none.
    func contact(of members: [IdentityMember], _ names: IdentityNames) -> ConsolidatedContact? {
        let ordered = members.map { (id: names.id(of: $0.key), member: $0) }
            .sorted { ($0.member.key.source, $0.id) < ($1.member.key.source, $1.id) }
        guard let first = ordered.first else { return nil }
        return ConsolidatedContact(
            id: first.id,
            aliases: ordered.map(\.id),
            members: ordered.map(\.member.key),
            values: values(of: members).sorted {
                $0.attribute.utf8.lexicographicallyPrecedes($1.attribute.utf8)
            },
            createdAt: members.map(\.createdAt).min() ?? Timestamp(microseconds: 0),
            updatedAt: members.map(\.updatedAt).max() ?? Timestamp(microseconds: 0)
        )
    }
}

extension ConsolidatedContact {
    /// All of it as octets: equal contacts have equal ones, so audiences can be compared.
    var encoded: [UInt8] {
        var encoder = ValueEncoder(capacity: 256)
        encoder.unsigned(UInt64(aliases.count))
        for (alias, member) in zip(aliases, members) {
            encoder.text(alias.description)
            encoder.name(member)
        }
        encoder.moment(createdAt)
        encoder.moment(updatedAt)
        encoder.unsigned(UInt64(values.count))
        for value in values {
            encoder.text(value.attribute)
            encoder.value(value.value)
            encoder.candidates(value.origins)
            encoder.candidates(value.beaten)
        }
        return encoder.bytes
    }
}

extension ValueEncoder {
    fileprivate mutating func name(_ contact: ContactKey) {
        signed(contact.source.number)
        text(contact.userID)
    }

    fileprivate mutating func candidates(_ candidates: [ConsolidatedValue.Candidate]) {
        unsigned(UInt64(candidates.count))
        for candidate in candidates {
            name(candidate.contact)
            value(candidate.value)
            moment(candidate.writtenAt)
        }
    }
}
