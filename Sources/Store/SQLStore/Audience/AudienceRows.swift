import AccountsModel
import Attributes
import AudienceModel
import Database
import Essentials

extension IngestEntry: RowDecodable {
    static let columns: Columns<IngestEntry> = [
        "id": { SQLValue($0.id) },
        "project_id": { SQLValue($0.project) },
        "data_source_id": { SQLValue($0.dataSource) },
        "items_count": { SQLValue($0.itemsCount) },
        "accepted_at": { SQLValue($0.acceptedAt) },
        "payload": { .blob($0.payload) },
    ]

    init(_ row: inout RowReader) throws(DatabaseError) {
        self.init(
            id: try row.objectID(),
            project: try row.projectID(),
            dataSource: try row.optionalObjectID(),
            itemsCount: try row.int(),
            acceptedAt: try row.timestamp(),
            payload: try row.blob()
        )
    }
}

extension SourceContactRecord: RowDecodable {
    static let columns: Columns<SourceContactRecord> = [
        "number": { .integer($0.number) },
        "data_source_id": { SQLValue($0.dataSource) },
        "user_id": { .text($0.userID) },
        "payload": { .blob($0.payload) },
        "created_at": { SQLValue($0.createdAt) },
        "updated_at": { SQLValue($0.updatedAt) },
    ]

    init(_ row: inout RowReader) throws(DatabaseError) {
        self.init(
            number: try row.integer(),
            dataSource: try row.objectID(),
            userID: try row.text(),
            payload: try row.blob(),
            createdAt: try row.timestamp(),
            updatedAt: try row.timestamp()
        )
    }
}

extension EventRecord: RowDecodable {
    static let columns: Columns<EventRecord> = [
        "number": { .integer($0.number) },
        "contact": { .integer($0.contact) },
        "event_id": { .text($0.eventID) },
        "type": { .text($0.type) },
        "at": { SQLValue($0.at) },
        "created_at": { SQLValue($0.createdAt) },
        "payload": { .blob($0.payload) },
    ]

    init(_ row: inout RowReader) throws(DatabaseError) {
        self.init(
            number: try row.integer(),
            contact: try row.integer(),
            eventID: try row.text(),
            type: try row.text(),
            at: try row.timestamp(),
            createdAt: try row.timestamp(),
            payload: try row.blob()
        )
    }
}

extension CatalogueEntry: RowDecodable {
    static let columns: Columns<CatalogueEntry> = [
        "kind": { SQLValue($0.kind.rawValue) },
        "project_id": { SQLValue($0.project) },
        "event_type": { SQLValue($0.eventType) },
        "uid": { SQLValue($0.uid) },
        "data_type": { SQLValue($0.dataType) },
        "most_values": { SQLValue($0.mostValues) },
        "data_source_id": { SQLValue($0.dataSource) },
        "created_at": { SQLValue($0.createdAt) },
        "label": { SQLValue($0.label) },
        "details": { SQLValue($0.details) },
        "flags": { SQLValue($0.flags.rawValue) },
        "updated_at": { SQLValue($0.updatedAt) },
    ]

    init(_ row: inout RowReader) throws(DatabaseError) {
        self.init(
            kind: try row.word(),
            project: try row.projectID(),
            eventType: try row.text(),
            uid: try row.text(),
            dataType: try row.text(),
            mostValues: try row.int(),
            dataSource: try row.optionalObjectID(),
            createdAt: try row.timestamp(),
            label: try row.text(),
            details: try row.text(),
            flags: Flags(rawValue: try row.int()),
            updatedAt: try row.timestamp()
        )
    }
}

extension QuarantinedItem: RowDecodable {
    static let columns: Columns<QuarantinedItem> = [
        "id": { SQLValue($0.id) },
        "project_id": { SQLValue($0.project) },
        "data_source_id": { SQLValue($0.dataSource) },
        "stream": { SQLValue($0.stream.rawValue) },
        "json": { SQLValue($0.json) },
        "code": { SQLValue($0.code) },
        "field": { SQLValue($0.field) },
        "message": { SQLValue($0.message) },
        "at": { SQLValue($0.at) },
        "bytes": { SQLValue($0.json.utf8.count) },
    ]

    init(_ row: inout RowReader) throws(DatabaseError) {
        self.init(
            id: try row.objectID(),
            project: try row.projectID(),
            dataSource: try row.objectID(),
            stream: try row.word(),
            json: try row.text(),
            code: try row.text(),
            field: try row.text(),
            message: try row.text(),
            at: try row.timestamp()
        )
    }
}

extension ErasureReceipt: RowDecodable {
    static let columns: Columns<ErasureReceipt> = [
        "id": { SQLValue($0.id) },
        "project_id": { SQLValue($0.project) },
        "audience_id": { SQLValue($0.audienceID) },
        "contacts_count": { SQLValue($0.contactsCount) },
        "events_count": { SQLValue($0.eventsCount) },
        "quarantined_count": { SQLValue($0.quarantinedCount) },
        "actor": { SQLValue($0.actor) },
        "at": { SQLValue($0.at) },
    ]

    init(_ row: inout RowReader) throws(DatabaseError) {
        self.init(
            id: try row.objectID(),
            project: try row.projectID(),
            audienceID: try row.text(),
            contactsCount: try row.int(),
            eventsCount: try row.int(),
            quarantinedCount: try row.int(),
            actor: try row.text(),
            at: try row.timestamp()
        )
    }
}
