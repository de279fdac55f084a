public import AccountsModel
public import Essentials

/// Observes the audience, for metrics and the log; must return at once.
public protocol AudienceObserver: Sendable {
    /// A transaction applied entries of the log.
    func applied(_ figures: AppliedFigures)
    /// The size of the backlog.
    func backlog(items: Int, bytes: Int)
    /// A project's audience was loaded.
    func loaded(_ project: ProjectID, _ figures: LoadedFigures)
    /// Something failed; it is retried.
    func failed(_ what: String, _ error: ServiceError)
}

/// What one transaction applied.
public struct AppliedFigures: Sendable, Hashable {
    /// Entries of the log.
    public var entries = 0
    /// Contacts that were new, changed or removed.
    public var contacts = 0
    /// Events that were stored.
    public var events = 0
    /// Identities that changed.
    public var identities = 0
    /// The time between accepting and applying the oldest entry.
    public var latency = Duration.zero

    /// Creates figures that are all zero.
    public init() {}
}

/// The size of a project's audience after it was loaded.
public struct LoadedFigures: Sendable, Hashable {
    /// Contacts of data sources.
    public var contacts = 0
    /// People.
    public var people = 0
    /// Events.
    public var events = 0
    /// How long loading took.
    public var time = Duration.zero

    /// Creates figures that are all zero.
    public init() {}
}
