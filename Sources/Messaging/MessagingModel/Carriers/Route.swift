public import AccountsModel
public import Essentials

/// A rule that says which carrier takes which messages.
///
/// Of the routes that match a message, those with the highest priority come first; within a
/// priority the most specific: by project, then sender, then longer prefix, then country. Routes
/// that are equal in both share the messages by weight. The others are the failover, in that order.
public struct Route: Hashable, Sendable {
    /// The most routes in force at once.
    public static let maximumCount = 10_000
    /// The range of ``priority``.
    public static let priorityRange = -1000...1000
    /// The range of ``weight``.
    public static let weightRange = 1...1000
    /// How many characters ``sender`` has.
    public static let senderLengthRange = 1...16

    /// The identifier.
    public let id: ObjectID
    /// The carrier that takes the messages.
    public let carrier: CarrierID
    /// The ISO country code it matches; nil matches every country.
    public let country: String?
    /// The first digits of the recipients it matches; nil matches all.
    public let prefix: RoutePrefix?
    /// The sender it matches; nil matches all.
    public let sender: String?
    /// The project it matches; nil matches all.
    public let project: ProjectID?
    /// The priority; higher comes first.
    public let priority: Int
    /// The share among equal routes.
    public let weight: Int
    /// Whether it is in use.
    public let isEnabled: Bool

    /// Creates a route.
    public init(
        id: ObjectID,
        carrier: CarrierID,
        country: String? = nil,
        prefix: RoutePrefix? = nil,
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

/// A route that cannot be used, and why.
public struct InvalidRoute: Error, Hashable, Sendable {
    /// What is wrong with a route.
    public enum Reason: Hashable, Sendable {
        /// The country is not two letters.
        case country(String)
        /// The prefix is not one that ``RoutePrefix`` parses.
        case prefix(String)
        /// The weight is not 1 to 1000.
        case weight(Int)
        /// Its carrier is one more than ``CarrierSettings/mostCarriers``.
        case tooManyCarriers
        /// It is one more than ``Route/maximumCount``.
        case tooManyRoutes
    }

    /// The route.
    public let id: ObjectID
    /// Why it cannot be used.
    public let reason: Reason

    /// Creates the error.
    public init(_ id: ObjectID, _ reason: Reason) {
        self.id = id
        self.reason = reason
    }
}

/// All routes of a store.
public struct StoredRoutes: Hashable, Sendable {
    /// The routes that can be used.
    public var valid: [Route]
    /// The routes that cannot be read, because an older version allowed more.
    public var invalid: [InvalidRoute]

    /// Creates the value.
    public init(_ valid: [Route] = [], invalid: [InvalidRoute] = []) {
        self.valid = valid
        self.invalid = invalid
    }
}
