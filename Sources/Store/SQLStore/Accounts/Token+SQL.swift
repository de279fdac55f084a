import AccountsModel
import Database
import Essentials

extension Token: RowDecodable {
    static let columns: Columns<Token> = [
        "id": { SQLValue($0.id) },
        "kind": { SQLValue($0.kind.rawValue) },
        "organization_id": { SQLValue($0.organization) },
        "project_id": { SQLValue($0.project) },
        "name": { SQLValue($0.name) },
        "data_source_id": { SQLValue($0.dataSource) },
        "scopes": { SQLValue($0.scopesText) },
        "permissions": { SQLValue($0.permissions.rawValue) },
        "callback_url": { SQLValue($0.callbackURL) },
        "callback_secret": { SQLValue($0.callbackSecret) },
        "system_id": { SQLValue($0.systemID) },
        "smpp_binds": { SQLValue($0.smppLimits.binds) },
        "smpp_window": { SQLValue($0.smppLimits.window) },
        "smpp_rate": { SQLValue($0.smppLimits.messagesPerSecond) },
        "smpp_queue": { SQLValue($0.smppLimits.queue) },
        "expires_at": { SQLValue($0.expiresAt) },
        "is_test": { SQLValue($0.isTest) },
        "created_at": { SQLValue($0.createdAt) },
        "revoked_at": { SQLValue($0.revokedAt) },
    ]

    init(_ row: inout RowReader) throws(DatabaseError) {
        self.init(
            id: try row.objectID(),
            kind: try row.word(),
            organization: try row.organizationID(),
            project: try row.projectID(),
            name: try row.text(),
            dataSource: try row.optionalObjectID(),
            scopes: try Token.scopes(in: try row.text()),
            permissions: Permissions(rawValue: try row.int()),
            callbackURL: try row.optionalText(),
            callbackSecret: try row.optionalBlob(),
            systemID: try row.optionalText(),
            smppLimits: SMPPLimits(
                binds: try row.optionalInt(),
                window: try row.optionalInt(),
                messagesPerSecond: try row.optionalInt(),
                queue: try row.optionalInt()
            ),
            expiresAt: try row.optionalTimestamp(),
            isTest: try row.bool(),
            createdAt: try row.timestamp(),
            revokedAt: try row.optionalTimestamp()
        )
    }

    /// The scopes as the table keeps them: sorted, and separated by spaces.
    private var scopesText: String { scopes.sorted().map(\.rawValue).joined(separator: " ") }

    private static func scopes(in text: String) throws(DatabaseError) -> Set<Scope> {
        var scopes: Set<Scope> = []
        for word in text.split(separator: " ") {
            guard let scope = Scope(rawValue: String(word)) else {
                throw .invalid("'\(word)' is not a scope; was it written by a newer version?")
            }
            scopes.insert(scope)
        }
        return scopes
    }
}
