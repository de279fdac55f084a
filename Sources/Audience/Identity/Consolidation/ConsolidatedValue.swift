public import Attributes
public import Essentials

/// One value of a merged identity, and where it comes from.
public struct ConsolidatedValue: Hashable, Sendable {
    /// The attribute's uid.
    public let attribute: String
    /// The value.
    public let value: AttributeValue
    /// The rule that decided; nil when the value is computed from others.
    public let rule: ConsolidationRule?
    /// The members' values it comes from, strongest first.
    public let origins: [Candidate]
    /// The members' values it overrides, strongest first.
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
