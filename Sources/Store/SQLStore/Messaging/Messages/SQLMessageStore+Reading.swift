public import AccountsModel
import Database
public import Essentials
public import MessagingModel

/// Reads outbound and inbound messages.
extension SQLMessageStore {
    /// The messages of a token whose ids are in the range; at most two.
    public func messages(
        in range: ClosedRange<ObjectID>,
        of token: ObjectID,
        in project: ProjectID
    ) async throws(ServiceError) -> [Message] {
        try await store.read { reader in
            try reader.query(
                """
                SELECT \(Message.columns) FROM message
                WHERE project_id = $1 AND id >= $2 AND id <= $3 AND token_id = $4 LIMIT 2
                """,
                [
                    .integer(project.number), SQLValue(range.lowerBound),
                    SQLValue(range.upperBound), SQLValue(token),
                ]
            ).map(Message.init)
        }
    }

    /// An outbound or inbound message in any of the projects; nil if there is none.
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

    /// The messages of all the projects, newest first.
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

    /// The project, identifier and table of a message.
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
            "SELECT \(Message.columns) FROM message WHERE project_id = $1 AND id = $2",
            [.integer(project.number), SQLValue(id)]
        ).map(Message.init)
    }

    private static func received(
        _ id: ObjectID,
        in project: ProjectID,
        _ reader: any SQLReader
    ) throws -> StoredInbound? {
        try reader.queryOne(
            """
            SELECT \(StoredInbound.columns) FROM inbound_message
            WHERE project_id = $1 AND id = $2
            """,
            [.integer(project.number), SQLValue(id)]
        ).map(StoredInbound.init)
    }
}
