import AccountsModel
import Database
import Essentials

extension Token {
    static let columns = """
        id, kind, organization_id, project_id, data_source_id, name, scopes, permissions,
        callback_url, callback_secret, system_id, expires_at, is_test, created_at, revoked_at,
        smpp_binds, smpp_window, smpp_rate, smpp_queue
        """

    init(_ row: SQLRow) throws(DatabaseError) {
        self.init(
            id: try row.objectID(0),
            kind: try row.word(1),
            organization: try row.organizationID(2),
            project: try row.projectID(3),
            name: try row.text(5),
            dataSource: try row.optionalObjectID(4),
            scopes: try Token.scopes(in: try row.text(6)),
            permissions: Permissions(rawValue: try row.int(7)),
            callbackURL: try row.optionalText(8),
            callbackSecret: try row.optionalBlob(9),
            systemID: try row.optionalText(10),
            smppLimits: SMPPLimits(
                binds: try row.optionalInt(15),
                window: try row.optionalInt(16),
                messagesPerSecond: try row.optionalInt(17),
                queue: try row.optionalInt(18)
            ),
            expiresAt: try row.optionalTimestamp(11),
            isTest: try row.bool(12),
            createdAt: try row.timestamp(13),
            revokedAt: try row.optionalTimestamp(14)
        )
    }

    /// Values in the order of ``columns``.
    var values: [SQLValue] {
        [
            SQLValue(id), SQLValue(kind.rawValue), SQLValue(organization), SQLValue(project),
            SQLValue(dataSource), SQLValue(name), SQLValue(scopesText),
            SQLValue(permissions.rawValue), SQLValue(callbackURL), SQLValue(callbackSecret),
            SQLValue(systemID), SQLValue(expiresAt), SQLValue(isTest), SQLValue(createdAt),
            SQLValue(revokedAt),
        ] + limitValues
    }

    /// The limits over SMPP, in the order of ``columns``.
    var limitValues: [SQLValue] {
        [
            SQLValue(smppLimits.binds), SQLValue(smppLimits.window),
            SQLValue(smppLimits.messagesPerSecond), SQLValue(smppLimits.queue),
        ]
    }

    /// The scopes as the table keeps them: sorted, with blanks between.
    private var scopesText: String { scopes.sorted().map(\.rawValue).joined(separator: " ") }

    private static func scopes(in text: String) throws(DatabaseError) -> Set<Scope> {
        var scopes: Set<Scope> = []
        for word in text.split(separator: " ") {
            guard let scope = Scope(rawValue: String(word)) else {
                throw .invalid("'\(word)' is no scope; was this written by a newer version?")
            }
            scopes.insert(scope)
        }
        return scopes
    }
}
