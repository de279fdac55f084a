public import Attributes
public import Essentials

/// One value of an identity, and its origins.
public struct ConsolidatedValue: Hashable, Sendable {
    /// The attribute's uid.
    public let attribute: String
    /// The value.
    public let value: AttributeValue
    /// The rule that decided; nil if the value is computed from others.
    public let rule: ConsolidationRule?
    /// The members' values that it comes from, strongest first.
    public let origins: [Candidate]
    /// The members' values that it overrides, strongest first.
    public let beaten: [Candidate]

    /// A value of a member.
    public struct Candidate: Hashable, Sendable {
        /// The member.
        public let contact: ContactKey
        /// Its value.
        public let value: AttributeValue
        /// When it was set.
        public let writtenAt: Timestamp
    }
}
