import AccountsModel
import Database
import Essentials

/// Checks that contacts, events and the counters of data sources agree.
struct AudienceCheck {
    private let reader: any SQLReader

    init(_ reader: any SQLReader) { self.reader = reader }

    func findings() throws -> [Finding] {
        try counters() + orphans() + doubles() + leftovers()
    }

    private func counters() throws -> [Finding] {
        try reader.query(
            """
            SELECT d.id, COALESCE(s.created, 0), COALESCE(c.there, 0) FROM data_source d
            LEFT JOIN (
                SELECT project_id, data_source_id, contacts_created - contacts_removed AS created
                FROM stream_statistics
            ) s ON s.project_id = d.project_id AND s.data_source_id = d.id
            LEFT JOIN (
                SELECT project_id, data_source_id, COUNT(*) AS there
                FROM source_contact GROUP BY project_id, data_source_id
            ) c ON c.project_id = d.project_id AND c.data_source_id = d.id
            WHERE COALESCE(s.created, 0) <> COALESCE(c.there, 0)
            LIMIT 20
            """
        ).map { row in
            Finding(
                .problem,
                "contacts",
                "data source \(try row.objectID(0)) counts \(try row.integer(1)) contacts, but"
                    + " \(try row.integer(2)) are there"
            )
        }
    }

    private func orphans() throws -> [Finding] {
        try reader.query(
            """
            SELECT e.project_id, COUNT(*), MIN(e.number) FROM event e
            LEFT JOIN source_contact c ON c.project_id = e.project_id AND c.number = e.contact
            WHERE c.number IS NULL GROUP BY e.project_id LIMIT 20
            """
        ).map { row in
            Finding(
                .problem,
                "events",
                "\(try row.integer(1)) events of project number \(try row.integer(0)) belong to"
                    + " contacts that are not there; one has the number \(try row.integer(2))"
            )
        }
    }

    private func doubles() throws -> [Finding] {
        try reader.query(
            """
            SELECT c.data_source_id, e.event_id, COUNT(*) FROM event e
            JOIN source_contact c ON c.project_id = e.project_id AND c.number = e.contact
            GROUP BY e.project_id, c.data_source_id, e.event_id HAVING COUNT(*) > 1
            LIMIT 20
            """
        ).map { row in
            Finding(
                .problem,
                "events",
                "event \(try row.text(1)) of data source \(try row.objectID(0)) is there"
                    + " \(try row.integer(2)) times"
            )
        }
    }

    /// Contacts of deleted data sources without a log entry that will remove them.
    private func leftovers() throws -> [Finding] {
        try reader.query(
            """
            SELECT d.id, COUNT(*) FROM data_source d
            JOIN source_contact c ON c.project_id = d.project_id AND c.data_source_id = d.id
            WHERE d.deleted_at IS NOT NULL AND NOT EXISTS (
                SELECT 1 FROM ingest_log l
                WHERE l.project_id = d.project_id AND l.data_source_id = d.id)
            GROUP BY d.id LIMIT 20
            """
        ).map { row in
            Finding(
                .problem,
                "contacts",
                "data source \(try row.objectID(0)) is deleted, but \(try row.integer(1)) of its"
                    + " contacts are there"
            )
        }
    }
}
