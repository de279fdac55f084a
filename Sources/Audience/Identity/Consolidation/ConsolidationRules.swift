/// How the values of an identity are derived from its members'.
public struct ConsolidationRules: Hashable, Sendable {
    /// The priority and name of a data source.
    public struct Standing: Hashable, Sendable {
        /// The name that the contact's `_datasources` shows.
        public let uid: String
        /// When data sources disagree, the one with the higher priority wins.
        public let priority: Int

        /// Creates the standing.
        public init(uid: String, priority: Int) {
            self.uid = uid
            self.priority = priority
        }
    }

    /// The project's data sources; a missing one has priority 0 and its number as its name.
    public var sources: [DataSourceNumber: Standing]
    /// The rules of attributes other than ``ConsolidationRule/priority``, the default.
    public var attributes: [String: ConsolidationRule]

    /// Creates the rules.
    public init(
        sources: [DataSourceNumber: Standing],
        attributes: [String: ConsolidationRule] = ConsolidationRules.standard
    ) {
        self.sources = sources
        self.attributes = attributes
    }

    /// The rules of built-in attributes, unless the project sets others.
    ///
    /// An opt-out of any member wins, so an identity is subscribed only if all members are.
    public static let standard: [String: ConsolidationRule] = [
        "_is_subscribed_sms": .allTrue,
        "_is_subscribed_email": .allTrue,
        "_is_subscribed_whatsapp": .allTrue,
        "_accepts_marketing_sms": .mostRecent,
        "_accepts_marketing_email": .mostRecent,
        "_accepts_marketing_whatsapp": .mostRecent,
        "_date_subscribed_sms": .maximum,
        "_date_subscribed_email": .maximum,
        "_date_subscribed_whatsapp": .maximum,
        "_date_unsubscribed_sms": .maximum,
        "_date_unsubscribed_email": .maximum,
        "_date_unsubscribed_whatsapp": .maximum,
        "_date_registered": .minimum,
        "_date_seen": .maximum,
        "_client_tags": .union(limit: 100),
        "_client_lists": .union(limit: 100),
    ]

    /// The rule of the attribute.
    public func rule(of attribute: String) -> ConsolidationRule {
        attributes[attribute] ?? .priority
    }

    func priority(of source: DataSourceNumber) -> Int { sources[source]?.priority ?? 0 }

    func uid(of source: DataSourceNumber) -> String {
        sources[source]?.uid ?? String(source.number)
    }
}
