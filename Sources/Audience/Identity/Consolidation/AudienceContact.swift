public import Attributes
public import Essentials

/// A person of the audience: what the members' values come to, and how.
public struct AudienceContact: Hashable, Sendable {
    /// The id: that of the first member.
    public let id: AudienceID
    /// The ids of all members in their order, each of which leads here.
    public let aliases: [AudienceID]
    /// The members in the same order.
    public let members: [ContactKey]
    /// The values, in order of the attributes' names.
    public let values: [ConsolidatedValue]
    /// When the platform first heard of a member.
    public let createdAt: Timestamp
    /// When a value of a member last changed.
    public let updatedAt: Timestamp

    /// The value of the attribute, with where it comes from.
    public func value(of attribute: String) -> ConsolidatedValue? {
        values.first { $0.attribute == attribute }
    }
}

/// One value of an audience contact, and its lineage.
public struct ConsolidatedValue: Hashable, Sendable {
    /// The attribute's uid.
    public let attribute: String
    /// The value.
    public let value: AttributeValue
    /// How it came about; nil when it was computed from something else.
    public let rule: ConsolidationRule?
    /// The members' values that it is made of, those that count most first.
    public let origins: [Candidate]
    /// The members' values that it prevails over, those that count most first.
    public let beaten: [Candidate]

    /// A value that a member has.
    public struct Candidate: Hashable, Sendable {
        /// The member.
        public let contact: ContactKey
        /// Its value.
        public let value: AttributeValue
        /// When it was given.
        public let writtenAt: Timestamp
    }
}

extension AudienceContact {
    /// All of it as octets: equal contacts have equal ones, so audiences can be compared.
    public var encoded: [UInt8] {
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
