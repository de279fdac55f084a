public import Attributes
public import Essentials

/// The lineage of an audience contact: where each value comes from, and why its members merged.
public struct AudienceLineage: Hashable, Sendable {
    /// The contact.
    public let audienceID: String
    /// Its source contacts.
    public let members: [SourceContactKey]
    /// One line a value, in the order of the attributes' names.
    public let values: [ValueOrigin]
    /// Why each member is part of it: a tree that connects all of them.
    public let joins: [ContactJoin]
    /// Shared values that joined no contacts, with the reason.
    public let unjoined: [IdleValue]
    /// Whether it is one part of an identity larger than the caps allow.
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

    /// A shared value that was kept from joining contacts.
    public struct IdleValue: Hashable, Sendable {
        /// The attribute.
        public let attribute: String
        /// The value.
        public let value: String
        /// The first member that has it.
        public let contact: SourceContactKey
        /// How many contacts have it.
        public let contactsCount: Int
        /// Why it joined no contacts: `sharedByTooMany`, `differentPersons` or `clusterTooLarge`.
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

    /// A value as one data source gave it, or an act of the platform.
    public struct Statement: Hashable, Sendable {
        /// The value.
        public let value: AttributeValue
        /// The source contact that gave it; nil when the platform computed it.
        public let contact: SourceContactKey?
        /// When it was given.
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

    /// One consolidated value: what it comes from, and what it overrides.
    public struct ValueOrigin: Hashable, Sendable {
        /// The attribute.
        public let attribute: String
        /// The consolidated value.
        public let value: AttributeValue
        /// Where it comes from: one statement, or several when a rule combines them.
        public let sources: [Statement]
        /// What it overrides, strongest first.
        public let beaten: [Statement]
        /// The rule that decided, as `priority`.
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

    /// Two members that are one person because they have one value in common.
    public struct ContactJoin: Hashable, Sendable {
        /// The attribute they share.
        public let attribute: String
        /// The value they share.
        public let value: String
        /// One of them.
        public let left: SourceContactKey
        /// The other one.
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
