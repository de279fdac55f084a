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
    /// The number of items in the row.
    let itemsCount: Int
    /// The length of the row's payload.
    let bytesCount: Int

    /// Creates the entry of a row whose items are already decoded.
    init(_ row: IngestEntry, items: [LogItem]) {
        id = row.id
        project = row.project
        dataSource = row.dataSource
        acceptedAt = row.acceptedAt
        self.items = items
        itemsCount = row.itemsCount
        bytesCount = row.payload.count
    }

    /// Decodes a row of the log.
    init(_ row: IngestEntry) throws(ValueDecodingError) {
        self.init(row, items: try LogItem.decode(row.payload))
    }

    /// Whether it must be applied alone, because it reads the unified audience.
    var isAction: Bool {
        switch items.first {
        case .action, .erasure: true
        default: false
        }
    }

    /// Whether it removes all contacts of a deleted data source.
    var isSourceRemoval: Bool { items.first == .sourceRemoval }

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
