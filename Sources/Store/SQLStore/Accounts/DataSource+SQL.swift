import AccountsModel
import Database
import Essentials

extension DataSource {
    static let columns = """
        id, project_id, organization_id, name, created_at, sequence, details, tags, audience_tags,
        default_country, locale, time_zone, priority, updated_at, deleted_at
        """

    /// Adds a data source under the next number of its project.
    static let insertion = """
        INSERT INTO data_source (
            id, project_id, organization_id, name, created_at, sequence, details, tags,
            audience_tags, default_country, locale, time_zone, priority, updated_at, deleted_at
        )
        SELECT $1, $2, $3, $4, $5, COALESCE(MAX(sequence), 0) + 1, $6, $7, $8, $9, $10, $11,
            CAST($12 AS BIGINT), CAST($13 AS BIGINT), CAST($14 AS BIGINT)
        FROM data_source WHERE project_id = $2
        """

    init(_ row: SQLRow) throws(DatabaseError) {
        self.init(
            id: try row.objectID(0),
            project: try row.projectID(1),
            organization: try row.organizationID(2),
            sequence: try row.int(5),
            profile: DataSourceProfile(
                name: try row.text(3),
                details: try row.optionalText(6),
                tags: DataSource.words(try row.text(7)),
                audienceTags: DataSource.words(try row.text(8)),
                defaultCountry: try row.optionalText(9),
                locale: try row.optionalText(10),
                timeZone: try row.optionalText(11),
                priority: try row.int(12)
            ),
            createdAt: try row.timestamp(4),
            updatedAt: try row.timestamp(13),
            deletedAt: try row.optionalTimestamp(14)
        )
    }

    /// Values in the order of the placeholders of ``insertion``.
    var values: [SQLValue] {
        [SQLValue(id), SQLValue(project), SQLValue(organization)]
            + [SQLValue(profile.name), SQLValue(createdAt)] + profileValues
            + [SQLValue(updatedAt), SQLValue(deletedAt)]
    }

    /// What the operator chose, after the name, in the order of the columns.
    var profileValues: [SQLValue] {
        [
            SQLValue(profile.details), SQLValue(profile.tags.joined(separator: "\n")),
            SQLValue(profile.audienceTags.joined(separator: "\n")),
            SQLValue(profile.defaultCountry), SQLValue(profile.locale),
            SQLValue(profile.timeZone), SQLValue(profile.priority),
        ]
    }

    /// Words are kept one a line; none of them holds a control character.
    private static func words(_ text: String) -> [String] {
        text.split(separator: "\n").map(String.init)
    }
}
