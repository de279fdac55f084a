public import AccountsModel
public import Essentials

/// The operator's settings for one carrier.
public struct CarrierSettings: Hashable, Sendable {
    /// The name of a ``CarrierKind``, such as `smpp`.
    public struct Kind: RawRepresentable, Hashable, Sendable {
        /// The name.
        public let rawValue: String
        /// Creates a kind from its name.
        public init(rawValue: String) { self.rawValue = rawValue }
        /// The simulator inside the server.
        public static let simulator = Kind(rawValue: "simulator")
    }

    /// The most carriers a server has.
    public static let mostCarriers = 64
    /// The range of ``windowSize``.
    public static let windowRange = 1...100_000
    /// The range of ``ratePerSecond``.
    public static let rateRange = 1...1_000_000

    /// The operator's name for the carrier.
    public let id: CarrierID
    /// The kind of carrier.
    public let kind: Kind
    /// The most unanswered submissions.
    public var windowSize: Int
    /// The most submissions a second; nil for no limit.
    public var ratePerSecond: Int?
    /// Whether the operator paused it.
    public var isPaused: Bool
    /// Options of the kind of carrier, such as `latencyMilliseconds=50`.
    public var options: [String: String]

    /// Creates settings.
    public init(
        id: CarrierID,
        kind: Kind = .simulator,
        windowSize: Int = 4000,
        ratePerSecond: Int? = nil,
        isPaused: Bool = false,
        options: [String: String] = [:]
    ) {
        self.id = id
        self.kind = kind
        self.windowSize = windowSize
        self.ratePerSecond = ratePerSecond
        self.isPaused = isPaused
        self.options = options
    }
}

/// Stores routes and carrier settings.
public protocol RoutingStore: Sendable {
    /// All routes, in no particular order, and those that cannot be used.
    func routes() async throws(ServiceError) -> StoredRoutes
    /// Adds or replaces a route.
    func save(_ route: Route, audit: AuditEntry) async throws(ServiceError)
    /// Removes a route; throws ``ServiceError/notFound(_:)`` if there is none.
    func removeRoute(_ id: ObjectID, audit: AuditEntry) async throws(ServiceError)
    /// The settings of all carriers that the operator changed.
    func carriers() async throws(ServiceError) -> [CarrierSettings]
    /// Adds or replaces a carrier's settings; throws if there would be too many carriers.
    func save(_ carrier: CarrierSettings, audit: AuditEntry) async throws(ServiceError)
    /// Removes a carrier; throws if there is none, or if a route uses it.
    func removeCarrier(_ id: CarrierID, audit: AuditEntry) async throws(ServiceError)
    /// The last statuses that running servers stored.
    func carrierStatuses() async throws(ServiceError) -> [CarrierStatus]
    /// Stores the statuses of this server's carriers, replacing earlier ones.
    func save(_ statuses: [CarrierStatus]) async throws(ServiceError)
}

/// The status of a carrier, as a running server last stored it.
public struct CarrierStatus: Hashable, Sendable {
    /// The carrier.
    public let id: CarrierID
    /// Whether it takes messages.
    public let state: CarrierState
    /// Unanswered hand-offs.
    public let inFlight: Int
    /// Messages in memory that wait for it.
    public let queued: Int
    /// Messages handed off since the server started.
    public let submitted: Int
    /// Messages handed off per second, recently.
    public let submittedPerSecond: Int
    /// Receipts since the server started.
    public let receipts: Int
    /// Hand-offs that it throttled since the server started.
    public let throttled: Int
    /// Hand-offs that failed temporarily since the server started.
    public let failed: Int
    /// Why it is down, as a sentence; nil if it is not.
    public let lastError: String?
    /// When it was stored.
    public let at: Timestamp

    /// Creates a status.
    public init(
        id: CarrierID,
        state: CarrierState,
        inFlight: Int,
        queued: Int,
        submitted: Int,
        submittedPerSecond: Int,
        receipts: Int,
        throttled: Int,
        failed: Int,
        lastError: String?,
        at: Timestamp
    ) {
        self.id = id
        self.state = state
        self.inFlight = inFlight
        self.queued = queued
        self.submitted = submitted
        self.submittedPerSecond = submittedPerSecond
        self.receipts = receipts
        self.throttled = throttled
        self.failed = failed
        self.lastError = lastError
        self.at = at
    }
}
