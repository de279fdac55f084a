public import AccountsModel
import Database
public import Essentials
public import MessagingModel

/// Messages as they are read back, those of handsets among them.
extension SQLMessageStore {
    /// A message of a client or of a handset in any of the projects; nil when there is none.
    public func stored(
        _ id: ObjectID,
        in projects: [ProjectID]
    ) async throws(ServiceError) -> StoredMessage? {
        try await store.read { reader in
            for project in projects {
                if let found = try Self.sent(id, in: project, reader).map(StoredMessage.sent)
                    ?? Self.received(id, in: project, reader).map(StoredMessage.received)
                {
                    return found
                }
            }
            return nil
        }
    }

    /// Messages of the projects, newest first: each project's newest, merged.
    public func stored(
        in projects: [ProjectID],
        offset: Int,
        limit: Int
    ) async throws(ServiceError) -> [StoredMessage] {
        try await store.read { reader in
            var places: [Place] = []
            for project in projects {
                let newest = [SQLValue.integer(project.number), .integer(Int64(offset + limit))]
                try reader.forEachRow(
                    """
                    SELECT id FROM message WHERE project_id = $1
                    ORDER BY project_id DESC, id DESC LIMIT $2
                    """,
                    newest
                ) { places.append(Place(project: project, id: try $0.objectID(0))) }
                try reader.forEachRow(
                    """
                    SELECT id FROM inbound_message WHERE project_id = $1
                    ORDER BY project_id DESC, id DESC LIMIT $2
                    """,
                    newest
                ) {
                    let id = try $0.objectID(0)
                    places.append(Place(project: project, id: id, isReceived: true))
                }
            }
            places.sort { $0.id > $1.id }
            return try places.dropFirst(offset).prefix(limit).compactMap { place in
                place.isReceived
                    ? try Self.received(place.id, in: place.project, reader).map { .received($0) }
                    : try Self.sent(place.id, in: place.project, reader).map { .sent($0) }
            }
        }
    }

    /// Where a message lies.
    private struct Place {
        let project: ProjectID
        let id: ObjectID
        var isReceived = false
    }

    static func sent(
        _ id: ObjectID,
        in project: ProjectID,
        _ reader: any SQLReader
    ) throws -> Message? {
        try reader.queryOne(
            "SELECT \(MessageRow.list) FROM message WHERE project_id = $1 AND id = $2",
            [.integer(project.number), SQLValue(id)]
        ).map(MessageRow.message)
    }

    private static func received(
        _ id: ObjectID,
        in project: ProjectID,
        _ reader: any SQLReader
    ) throws -> StoredInbound? {
        try reader.queryOne(
            "SELECT \(InboundRow.list) FROM inbound_message WHERE project_id = $1 AND id = $2",
            [.integer(project.number), SQLValue(id)]
        ).map(InboundRow.message)
    }
}

/// How a message of a handset lies in the table `inbound_message`.
enum InboundRow {
    /// The columns that ``message(_:)`` reads.
    static let list = "id, carrier, origin, recipient, text, status, answering, at"

    /// Reads a row that was selected by ``list``.
    static func message(_ row: SQLRow) throws(DatabaseError) -> StoredInbound {
        StoredInbound(
            id: try row.objectID(0),
            carrier: CarrierID(try row.text(1)),
            origin: UInt64(clamping: try row.integer(2)),
            recipient: try row.text(3),
            text: try row.text(4),
            status: try row.text(5),
            answering: try row.optionalObjectID(6),
            at: try row.timestamp(7)
        )
    }
}
