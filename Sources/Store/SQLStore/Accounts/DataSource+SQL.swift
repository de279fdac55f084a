import AccountsModel
import Database
import Essentials

extension DataSource: RowDecodable {
    static let columns: ColumnList = [
        "id", "project_id", "organization_id", "sequence", "name", "details", "tags",
        "audience_tags", "default_country", "locale", "time_zone", "priority", "created_at",
        "updated_at", "deleted_at",
    ]

    /// Inserts a data source with the next number of its project.
    static let insertion = """
        INSERT INTO data_source (\(columns))
        SELECT $1, $2, $3, COALESCE(MAX(sequence), 0) + 1, $4, $5, $6, $7, $8, $9, $10,
            CAST($11 AS BIGINT), CAST($12 AS BIGINT), CAST($13 AS BIGINT), CAST($14 AS BIGINT)
        FROM data_source WHERE project_id = $2
        """

    init(_ row: inout RowReader) throws(DatabaseError) {
        self.init(
            id: try row.objectID(),
            project: try row.projectID(),
            organization: try row.organizationID(),
            sequence: try row.int(),
            profile: DataSourceProfile(
                name: try row.text(),
                details: try row.optionalText(),
                tags: DataSource.words(try row.text()),
                audienceTags: DataSource.words(try row.text()),
                defaultCountry: try row.optionalText(),
                locale: try row.optionalText(),
                timeZone: try row.optionalText(),
                priority: try row.int()
            ),
            createdAt: try row.timestamp(),
            updatedAt: try row.timestamp(),
            deletedAt: try row.optionalTimestamp()
        )
    }

    /// The parameters of ``insertion``.
    var values: [SQLValue] {
        [SQLValue(id), SQLValue(project), SQLValue(organization)] + profileValues
            + [SQLValue(createdAt), SQLValue(updatedAt), SQLValue(deletedAt)]
    }

    /// What the operator chose, from `name` to `priority`.
    var profileValues: [SQLValue] {
        [
            SQLValue(profile.name), SQLValue(profile.details),
            SQLValue(profile.tags.joined(separator: "\n")),
            SQLValue(profile.audienceTags.joined(separator: "\n")),
            SQLValue(profile.defaultCountry), SQLValue(profile.locale),
            SQLValue(profile.timeZone), SQLValue(profile.priority),
        ]
    }

    /// Words are stored one per line; none of them contains a control character.
    private static func words(_ text: String) -> [String] {
        text.split(separator: "\n").map(String.init)
    }
}
