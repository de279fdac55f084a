public import Attributes
public import Essentials

/// Why a contact is as it is: where each value comes from, and what made its members one person.
public struct AudienceLineage: Hashable, Sendable {
    /// The contact.
    public let audienceID: String
    /// The contacts of data sources that it is made of.
    public let members: [SourceContactKey]
    /// One line a value, in the order of the attributes' names.
    public let values: [ValueOrigin]
    /// Why each member is part of it: a tree that connects all of them.
    public let joins: [ContactJoin]
    /// Values that others share and that joined nobody, with the reason.
    public let unjoined: [IdleValue]
    /// Whether more was to be merged into it than the caps allow.
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
        /// Why it joined nobody: `sharedByTooMany`, `differentPersons` or `clusterTooLarge`.
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
        /// Who said so; nil when the platform computed it.
        public let contact: SourceContactKey?
        /// When it was said.
        public let at: Timestamp
        /// Why the platform says so, as `sms-unsubscribe`; nil when a data source does.
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

    /// One consolidated value: what it is made of, and what it beat.
    public struct ValueOrigin: Hashable, Sendable {
        /// The attribute.
        public let attribute: String
        /// The consolidated value.
        public let value: AttributeValue
        /// What it is made of: one statement, or several where a rule unites them.
        public let sources: [Statement]
        /// What it beat, strongest first.
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
