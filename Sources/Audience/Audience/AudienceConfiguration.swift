public import Attributes

/// The limits of ingest and reading; the defaults suit the server.
public struct AudienceConfiguration: Sendable {
    /// The most items of one call.
    public var itemsPerCall = 100
    /// The most items that are checked before the thread yields.
    public var itemsPerTurn = 20
    /// The most items that are accepted and not yet applied; more are refused as overloaded.
    public var backlogItems = 100_000
    /// The most bytes of accepted calls that are not yet applied.
    public var backlogBytes = 64 << 20
    /// The most items that one transaction applies.
    public var itemsPerTransaction = 1000
    /// The most rows of one step of an import.
    public var rowsPerImportStep = 1000
    /// How long a `_sync` call waits before it is answered as overloaded.
    public var syncPatience = Duration.seconds(30)
    /// How long a scroll may be idle between two pages.
    public var cursorLifetime = Duration.seconds(600)
    /// The most rows of a search.
    public var searchLimit = 50
    /// The most rows of a page of a scroll.
    public var scrollLimit = 100
    /// The most cached scrolls of a project; a new one replaces the one that was idle longest.
    public var scrolls = 64
    /// The most exports that run at once; more are refused as overloaded.
    public var exports = 16
    /// The most exports of one organization that run at once.
    public var exportsPerOrganization = 4
    /// Limits of values and of the catalogue.
    public var limits = AttributeLimits.standard

    /// Creates the standard configuration.
    public init() {}
}
