public import Attributes
public import Essentials

/// The lineage of an audience contact: where each value comes from, and why its members merged.
public struct AudienceLineage: Hashable, Sendable {
    /// The contact.
    public let audienceID: String
    /// Its source contacts.
    public let members: [SourceContactKey]
    /// One entry per value, ordered by attribute name.
    public let values: [ValueOrigin]
    /// Why each member belongs to it: a tree that connects all of them.
    public let joins: [ContactJoin]
    /// Shared values that merged no contacts, with the reason.
    public let unjoined: [IdleValue]
    /// Whether it is part of an identity that exceeds the limits.
    public let isOverMerged: Bool

    /// Creates the value.
    public init(
        audienceID: String,
        members: [SourceContactKey],
        values: [ValueOrigin],
        joins: [ContactJoin],
        unjoined: [IdleValue],
        isOverMerged: Bool
    ) {
        self.audienceID = audienceID
        self.members = members
        self.values = values
        self.joins = joins
        self.unjoined = unjoined
        self.isOverMerged = isOverMerged
    }

    /// A shared value that was kept from merging contacts.
    public struct IdleValue: Hashable, Sendable {
        /// The attribute.
        public let attribute: String
        /// The value.
        public let value: String
        /// The first member that has it.
        public let contact: SourceContactKey
        /// The number of contacts that have it.
        public let contactsCount: Int
        /// Why it merged no contacts: `sharedByTooMany`, `differentPersons` or `clusterTooLarge`.
        public let reason: String

        /// Creates the value.
        public init(
            attribute: String,
            value: String,
            contact: SourceContactKey,
            contactsCount: Int,
            reason: String
        ) {
            self.attribute = attribute
            self.value = value
            self.contact = contact
            self.contactsCount = contactsCount
            self.reason = reason
        }
    }

    /// A value from one data source, or from an action of the platform.
    public struct Statement: Hashable, Sendable {
        /// The value.
        public let value: AttributeValue
        /// The source contact that it came from; nil if the platform computed it.
        public let contact: SourceContactKey?
        /// When it was set.
        public let at: Timestamp
        /// Why the platform set it, such as `sms-unsubscribe`; nil for a data source's value.
        public let platformReason: String?

        /// Creates the value.
        public init(
            value: AttributeValue,
            contact: SourceContactKey?,
            at: Timestamp,
            platformReason: String? = nil
        ) {
            self.value = value
            self.contact = contact
            self.at = at
            self.platformReason = platformReason
        }
    }

    /// One consolidated value: its origins, and the values that it overrides.
    public struct ValueOrigin: Hashable, Sendable {
        /// The attribute.
        public let attribute: String
        /// The consolidated value.
        public let value: AttributeValue
        /// Its origins: one, or several when a rule combines them.
        public let sources: [Statement]
        /// The values that it overrides, strongest first.
        public let beaten: [Statement]
        /// The rule that decided, such as `priority`.
        public let rule: String

        /// Creates the value.
        public init(
            attribute: String,
            value: AttributeValue,
            sources: [Statement],
            beaten: [Statement],
            rule: String
        ) {
            self.attribute = attribute
            self.value = value
            self.sources = sources
            self.beaten = beaten
            self.rule = rule
        }
    }

    /// Two members that were merged because they share a value.
    public struct ContactJoin: Hashable, Sendable {
        /// The attribute they share.
        public let attribute: String
        /// The value they share.
        public let value: String
        /// One member.
        public let left: SourceContactKey
        /// The other member.
        public let right: SourceContactKey

        /// Creates the value.
        public init(
            attribute: String,
            value: String,
            left: SourceContactKey,
            right: SourceContactKey
        ) {
            self.attribute = attribute
            self.value = value
            self.left = left
            self.right = right
        }
    }
}
