public import AccountsModel
public import Essentials

/// Is told what the audience does, for metrics and the log; must return at once.
public protocol AudienceObserver: Sendable {
    /// A transaction applied entries of the log.
    func applied(_ figures: AppliedFigures)
    /// How much was accepted and is not applied yet.
    func backlog(items: Int, bytes: Int)
    /// A project's audience was loaded.
    func loaded(_ project: ProjectID, _ figures: LoadedFigures)
    /// Something could not be done and will be tried again.
    func failed(_ what: String, _ error: ServiceError)
}

/// What one transaction did.
public struct AppliedFigures: Sendable, Hashable {
    /// Entries of the log.
    public var entries = 0
    /// Contacts that were new, changed or removed.
    public var contacts = 0
    /// Events that were stored.
    public var events = 0
    /// Audience contacts that changed.
    public var identities = 0
    /// From acceptance of the oldest entry to its application.
    public var latency = Duration.zero

    /// Creates the figures of nothing.
    public init() {}
}

/// What a project's audience consists of after it was loaded.
public struct LoadedFigures: Sendable, Hashable {
    /// Contacts of data sources.
    public var contacts = 0
    /// People.
    public var people = 0
    /// Events.
    public var events = 0
    /// How long loading took.
    public var time = Duration.zero

    /// Creates the figures of nothing.
    public init() {}
}
