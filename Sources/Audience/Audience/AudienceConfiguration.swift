public import Attributes

/// Bounds of the ingest pipeline and of reading; the standard values suit the server.
public struct AudienceConfiguration: Sendable {
    /// The most items of one call.
    public var itemsPerCall = 100
    /// The most items that are checked before others have a turn.
    public var itemsPerTurn = 20
    /// The most items that are accepted and not applied yet; beyond it callers are refused.
    public var backlogItems = 100_000
    /// The most octets of accepted calls that are not applied yet.
    public var backlogBytes = 64 << 20
    /// The most items that one transaction applies.
    public var itemsPerTransaction = 1000
    /// The most rows of an import that are taken in together.
    public var rowsPerImportStep = 1000
    /// How long a caller with `_sync` waits before it is told that the server is overloaded.
    public var syncPatience = Duration.seconds(30)
    /// How long a scroll may rest between two pages.
    public var cursorLifetime = Duration.seconds(600)
    /// The most rows of a search.
    public var searchLimit = 50
    /// The most rows of a page of a scroll.
    public var scrollLimit = 100
    /// The most cached scrolls of a project; a new one replaces the one that was idle longest.
    public var scrolls = 64
    /// The most exports under way at once; beyond it callers are told to come later.
    public var exports = 4
    /// Limits of values and of the catalogue.
    public var limits = AttributeLimits.standard

    /// Creates the standard configuration.
    public init() {}
}
