public import AccountsModel
public import Essentials

/// One accepted call in the ingest log: durable, and applied later in the order of the log.
public struct IngestEntry: Hashable, Sendable {
    /// Its position in the log; time-ordered.
    public let id: ObjectID
    /// The project whose audience it changes.
    public let project: ProjectID
    /// The data source of the call; nil for actions on the unified audience.
    public let dataSource: ObjectID?
    /// The number of items, for the limits.
    public let itemsCount: Int
    /// When it was accepted.
    public let acceptedAt: Timestamp
    /// The items, as encoded by the service that applies them.
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

/// The results of one call, stored in one transaction.
public struct IngestIntake: Sendable {
    /// The items to apply; nil if none was valid.
    public var entry: IngestEntry?
    /// The refused items.
    public var quarantined: [QuarantinedItem]
    /// The additions to the counters of the data source.
    public var statistics: StreamStatistics.Change?
    /// Changes of the catalogue that the call made.
    public var catalogue: CatalogueChanges
    /// The step of the import that read the items; nil for a call.
    public var checkpoint: ImportCheckpoint?

    /// Creates the value.
    public init(
        entry: IngestEntry?,
        quarantined: [QuarantinedItem] = [],
        statistics: StreamStatistics.Change? = nil,
        catalogue: CatalogueChanges = CatalogueChanges(),
        checkpoint: ImportCheckpoint? = nil
    ) {
        self.entry = entry
        self.quarantined = quarantined
        self.statistics = statistics
        self.catalogue = catalogue
        self.checkpoint = checkpoint
    }
}
