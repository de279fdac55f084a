public import AccountsModel
public import Essentials

/// One accepted call in the ingest log: durable, and applied later in the order of the log.
public struct IngestEntry: Hashable, Sendable {
    /// Its place in the log; time-ordered.
    public let id: ObjectID
    /// The project whose audience it changes.
    public let project: ProjectID
    /// The data source it came through; nil for acts on the unified audience.
    public let dataSource: ObjectID?
    /// How many items it holds, for the bounds.
    public let itemsCount: Int
    /// When it was accepted.
    public let acceptedAt: Timestamp
    /// The items, in the encoding of the service that applies them.
    public let payload: [UInt8]

    /// Creates the value.
    public init(
        id: ObjectID,
        project: ProjectID,
        dataSource: ObjectID?,
        itemsCount: Int,
        acceptedAt: Timestamp,
        payload: [UInt8]
    ) {
        self.id = id
        self.project = project
        self.dataSource = dataSource
        self.itemsCount = itemsCount
        self.acceptedAt = acceptedAt
        self.payload = payload
    }
}

/// What one call leaves behind, stored in one transaction.
public struct IngestIntake: Sendable {
    /// The items that are to be applied; nil when none was valid.
    public var entry: IngestEntry?
    /// The items that were refused.
    public var quarantined: [QuarantinedItem]
    /// What the call adds to the counters of its data source.
    public var statistics: StreamStatistics.Change?
    /// Attributes and event types that were seen for the first time.
    public var discovered: [CatalogueEntry]
    /// The step of the import that read the items; nil when no import did.
    public var checkpoint: ImportCheckpoint?

    /// Creates the value.
    public init(
        entry: IngestEntry?,
        quarantined: [QuarantinedItem] = [],
        statistics: StreamStatistics.Change? = nil,
        discovered: [CatalogueEntry] = [],
        checkpoint: ImportCheckpoint? = nil
    ) {
        self.entry = entry
        self.quarantined = quarantined
        self.statistics = statistics
        self.discovered = discovered
        self.checkpoint = checkpoint
    }
}
