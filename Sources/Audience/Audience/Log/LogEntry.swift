import AccountsModel
import Attributes
import AudienceModel
import Essentials

/// An entry of the ingest log with its items decoded.
struct LogEntry: Sendable {
    let id: ObjectID
    let project: ProjectID
    /// Nil for actions of the platform.
    let dataSource: ObjectID?
    let acceptedAt: Timestamp
    let items: [LogItem]
    /// The generation of the catalogue that the items were checked with; nil if it is unknown.
    let generation: UInt64?
    /// The number of items in the row.
    let itemsCount: Int
    /// The length of the row's payload.
    let bytesCount: Int

    /// Creates the entry of a row whose items are already decoded.
    init(_ row: IngestEntry, items: [LogItem], generation: UInt64? = nil) {
        id = row.id
        project = row.project
        dataSource = row.dataSource
        acceptedAt = row.acceptedAt
        self.items = items
        self.generation = generation
        itemsCount = row.itemsCount
        bytesCount = row.payload.count
    }

    /// The same entry with other items.
    init(_ entry: LogEntry, items: [LogItem]) {
        id = entry.id
        project = entry.project
        dataSource = entry.dataSource
        acceptedAt = entry.acceptedAt
        self.items = items
        generation = entry.generation
        itemsCount = entry.itemsCount
        bytesCount = entry.bytesCount
    }

    /// Decodes a row of the log.
    init(_ row: IngestEntry) throws(ValueDecodingError) {
        self.init(row, items: try LogItem.decode(row.payload))
    }

    /// Whether it must be applied alone, because it reads the unified audience.
    var isAction: Bool {
        switch items.first {
        case .action, .erasure, .nameRemoval: true
        default: false
        }
    }

    /// Whether it removes all contacts of a deleted data source.
    var isSourceRemoval: Bool { items.first == .sourceRemoval }

    /// The name whose stored values it removes; nil for other entries.
    var removedName: CatalogueEntry.Key? {
        if case .nameRemoval(let key) = items.first { key } else { nil }
    }

    /// The user ids of contacts that it creates or changes.
    var contactUserIDs: [String] { items.compactMap(\.contactUserID) }
}

extension LogItem {
    /// The user id of the contact that the item creates or changes.
    var contactUserID: String? {
        switch self {
        case .contact(let userID, _): userID
        case .event(let event): event.contact == nil ? nil : event.userID
        default: nil
        }
    }
}
