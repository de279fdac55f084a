public import AccountsModel
public import Essentials

/// A rule of the operator that sends some messages to one carrier.
///
/// Of the routes that match, those with the highest priority come first; within a priority, turns
/// are shared by weight. The others are the failover, in order.
public struct Route: Hashable, Sendable {
    /// The identifier.
    public let id: ObjectID
    /// Where it leads.
    public let carrier: CarrierID
    /// ISO country code it is for; nil for every country.
    public let country: String?
    /// First digits of the destinations it is for, without plus; nil for all.
    public let prefix: String?
    /// The sender it is for; nil for all.
    public let sender: String?
    /// The project it is for; nil for all.
    public let project: ProjectID?
    /// Higher goes first.
    public let priority: Int
    /// The share of turns among routes of equal priority, 1 to 1000.
    public let weight: Int
    /// Whether it is in force.
    public let isEnabled: Bool

    /// Creates the value.
    public init(
        id: ObjectID,
        carrier: CarrierID,
        country: String? = nil,
        prefix: String? = nil,
        sender: String? = nil,
        project: ProjectID? = nil,
        priority: Int = 0,
        weight: Int = 1,
        isEnabled: Bool = true
    ) {
        self.id = id
        self.carrier = carrier
        self.country = country
        self.prefix = prefix
        self.sender = sender
        self.project = project
        self.priority = priority
        self.weight = weight
        self.isEnabled = isEnabled
    }
}
