/// A rule that sends some messages to one carrier.
///
/// Of the rules that match a message, those of the highest priority come first; within a priority
/// the most specific ones: by project before by sender before by the longer prefix before by
/// country. Rules that are equal in both share the turns by weight. All others are the failover.
public struct RoutingRule<CarrierName: Hashable & Sendable>: Hashable, Sendable {
    /// Where it leads.
    public let carrier: CarrierName
    /// The country it is for, two letters; nil for every country.
    public let country: String?
    /// First digits of the destinations it is for, without plus; nil for all.
    public let prefix: String?
    /// The sender it is for; nil for all.
    public let sender: String?
    /// The project it is for; nil for all.
    public let project: Int64?
    /// Higher goes first.
    public let priority: Int
    /// The share of turns among equals, 1 to 1000.
    public let weight: Int

    /// Creates the value.
    public init(
        carrier: CarrierName,
        country: String? = nil,
        prefix: String? = nil,
        sender: String? = nil,
        project: Int64? = nil,
        priority: Int = 0,
        weight: Int = 1
    ) {
        self.carrier = carrier
        self.country = country
        self.prefix = prefix
        self.sender = sender
        self.project = project
        self.priority = priority
        self.weight = weight
    }
}
