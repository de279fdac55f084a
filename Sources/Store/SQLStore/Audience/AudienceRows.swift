import AccountsModel
import AudienceModel
import Database
import Essentials

extension IngestEntry {
    static let columns =
        "project_id, id, data_source_id, items_count, accepted_at, payload"
    static let columnNames = [
        "project_id", "id", "data_source_id", "items_count", "accepted_at", "payload",
    ]

    init(_ row: SQLRow) throws(DatabaseError) {
        self.init(
            id: try row.objectID(1),
            project: try row.projectID(0),
            dataSource: try row.optionalObjectID(2),
            itemsCount: try row.int(3),
            acceptedAt: try row.timestamp(4),
            payload: try row.blob(5)
        )
    }

    var values: [SQLValue] {
        [
            SQLValue(project), SQLValue(id), SQLValue(dataSource), SQLValue(itemsCount),
            SQLValue(acceptedAt), .blob(payload),
        ]
    }
}

extension SourceContactRecord {
    static let columns = "number, data_source_id, user_id, payload, created_at, updated_at"
    static let columnNames = [
        "project_id", "number", "data_source_id", "user_id", "payload", "created_at",
        "updated_at",
    ]

    init(_ row: SQLRow) throws(DatabaseError) {
        self.init(
            number: try row.integer(0),
            dataSource: try row.objectID(1),
            userID: try row.text(2),
            payload: try row.blob(3),
            createdAt: try row.timestamp(4),
            updatedAt: try row.timestamp(5)
        )
    }

    func values(in project: ProjectID) -> [SQLValue] {
        [
            SQLValue(project), .integer(number), SQLValue(dataSource), .text(userID),
            .blob(payload), SQLValue(createdAt), SQLValue(updatedAt),
        ]
    }
}

extension EventRecord {
    static let columns = "number, contact, event_id, type, at, created_at, payload"
    static let columnNames = [
        "project_id", "number", "contact", "event_id", "type", "at", "created_at", "payload",
    ]

    init(_ row: SQLRow) throws(DatabaseError) {
        self.init(
            number: try row.integer(0),
            contact: try row.integer(1),
            eventID: try row.text(2),
            type: try row.text(3),
            at: try row.timestamp(4),
            createdAt: try row.timestamp(5),
            payload: try row.blob(6)
        )
    }

    func values(in project: ProjectID) -> [SQLValue] {
        [
            SQLValue(project), .integer(number), .integer(contact), .text(eventID), .text(type),
            SQLValue(at), SQLValue(createdAt), .blob(payload),
        ]
    }
}

extension CatalogueEntry {
    static let columns = """
        project_id, kind, event_type, uid, data_type, most_values, data_source_id, created_at
        """
    static let columnNames = [
        "project_id", "kind", "event_type", "uid", "data_type", "most_values", "data_source_id",
        "created_at",
    ]

    init(_ row: SQLRow) throws(DatabaseError) {
        self.init(
            kind: try row.word(1),
            project: try row.projectID(0),
            eventType: try row.text(2),
            uid: try row.text(3),
            dataType: try row.text(4),
            mostValues: try row.int(5),
            dataSource: try row.optionalObjectID(6),
            createdAt: try row.timestamp(7)
        )
    }

    var values: [SQLValue] {
        [
            SQLValue(project), SQLValue(kind.rawValue), SQLValue(eventType), SQLValue(uid),
            SQLValue(dataType), SQLValue(mostValues), SQLValue(dataSource), SQLValue(createdAt),
        ]
    }
}

extension QuarantinedItem {
    static let columns = "project_id, id, data_source_id, stream, json, code, field, message, at"
    static let columnNames = [
        "project_id", "id", "data_source_id", "stream", "json", "code", "field", "message", "at",
    ]

    init(_ row: SQLRow) throws(DatabaseError) {
        self.init(
            id: try row.objectID(1),
            project: try row.projectID(0),
            dataSource: try row.objectID(2),
            stream: try row.word(3),
            json: try row.text(4),
            code: try row.text(5),
            field: try row.text(6),
            message: try row.text(7),
            at: try row.timestamp(8)
        )
    }

    var values: [SQLValue] {
        [
            SQLValue(project), SQLValue(id), SQLValue(dataSource), SQLValue(stream.rawValue),
            SQLValue(json), SQLValue(code), SQLValue(field), SQLValue(message), SQLValue(at),
        ]
    }
}

extension ErasureReceipt {
    static let columns = """
        project_id, id, audience_id, contacts_count, events_count, quarantined_count, actor, at
        """
    static let columnNames = [
        "project_id", "id", "audience_id", "contacts_count", "events_count",
        "quarantined_count", "actor", "at",
    ]

    init(_ row: SQLRow) throws(DatabaseError) {
        self.init(
            id: try row.objectID(1),
            project: try row.projectID(0),
            audienceID: try row.text(2),
            contactsCount: try row.int(3),
            eventsCount: try row.int(4),
            quarantinedCount: try row.int(5),
            actor: try row.text(6),
            at: try row.timestamp(7)
        )
    }

    var values: [SQLValue] {
        [
            SQLValue(project), SQLValue(id), SQLValue(audienceID), SQLValue(contactsCount),
            SQLValue(eventsCount), SQLValue(quarantinedCount), SQLValue(actor), SQLValue(at),
        ]
    }
}
