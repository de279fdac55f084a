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

/// What the operator set for one carrier.
public struct CarrierSettings: Hashable, Sendable {
    /// The operator's name for it.
    public let id: CarrierID
    /// The most submissions without an answer.
    public var windowSize: Int
    /// The most submissions a second; nil for no limit.
    public var ratePerSecond: Int?
    /// Whether the operator took it out of service.
    public var isPaused: Bool
    /// Options of the connector, as `latencyMilliseconds=50`.
    public var options: [String: String]

    /// Creates the value.
    public init(
        id: CarrierID,
        windowSize: Int = 4000,
        ratePerSecond: Int? = nil,
        isPaused: Bool = false,
        options: [String: String] = [:]
    ) {
        self.id = id
        self.windowSize = windowSize
        self.ratePerSecond = ratePerSecond
        self.isPaused = isPaused
        self.options = options
    }
}

/// Where routes and carrier settings are kept.
public protocol RoutingStore: Sendable {
    /// All routes, in no particular order.
    func routes() async throws(DomainError) -> [Route]
    /// Adds or replaces a route.
    func save(_ route: Route, audit: AuditEntry) async throws(DomainError)
    /// Removes a route; throws ``DomainError/notFound(_:)`` when there is none.
    func removeRoute(_ id: ObjectID, audit: AuditEntry) async throws(DomainError)
    /// Settings of all carriers the operator changed.
    func carriers() async throws(DomainError) -> [CarrierSettings]
    /// Adds or replaces a carrier's settings.
    func save(_ carrier: CarrierSettings, audit: AuditEntry) async throws(DomainError)
}
