public import AccountsModel
import Database
public import Essentials

extension SQLAccountStore {
    /// Adds a token with the hash of its secret and, for SMPP, the hash of its password.
    public func create(
        _ token: Token,
        secretHash: [UInt8],
        passwordHash: String?,
        audit: AuditEntry
    ) async throws(ServiceError) {
        try await store.change(.accounts, audit: audit) { transaction in
            let count = try transaction.execute(
                """
                INSERT INTO token (\(Token.columns), secret_hash, password_hash)
                VALUES (\(Token.columns.list.placeholders), $20, $21)
                ON CONFLICT (system_id) DO NOTHING
                """,
                Token.columns.values(of: token) + [.blob(secretHash), SQLValue(passwordHash)]
            )
            guard count == 0 else { return }
            throw ServiceError.conflict("the system id '\(token.systemID ?? "")' is taken")
        }
    }

    /// The tokens of one organization or of all, oldest first, including revoked ones.
    public func tokens(of organization: OrganizationID?) async throws(ServiceError) -> [Token] {
        try await store.read { reader in
            try reader.list(Token.columns.list, from: "token", of: organization).decoded(Token.init)
        }
    }

    /// The token with this identifier, revoked or not; nil if there is none.
    public func token(_ id: ObjectID) async throws(ServiceError) -> Token? {
        try await store.read { reader in
            try reader.query(
                "SELECT \(Token.columns) FROM token WHERE id = $1",
                [SQLValue(id)]
            ).decoded(Token.init).first
        }
    }

    /// The token whose secret has this hash; nil if there is none.
    public func token(secretHash: [UInt8]) async throws(ServiceError) -> Token? {
        try await store.read { reader in
            try reader.query(
                "SELECT \(Token.columns) FROM token WHERE secret_hash = $1",
                [.blob(secretHash)]
            ).decoded(Token.init).first
        }
    }

    /// The token with this SMPP system id, and its password's hash; nil if there is none.
    public func token(
        systemID: String
    ) async throws(ServiceError) -> (Token, passwordHash: String)? {
        try await store.read { reader in
            let row = try reader.queryOne(
                "SELECT \(Token.columns), password_hash FROM token WHERE system_id = $1",
                [SQLValue(systemID)]
            )
            guard let row else { return nil }
            var reader = RowReader(row)
            let token = try Token(&reader)
            return try reader.optionalText().map { (token, passwordHash: $0) }
        }
    }

    /// Updates what an operator can change in a token.
    public func update(_ token: Token, audit: AuditEntry) async throws(ServiceError) {
        try await store.change(.accounts, audit: audit) { transaction in
            let count = try transaction.execute(
                """
                UPDATE token
                SET name = $2, permissions = $3, callback_url = $4, callback_secret = $5,
                    expires_at = $6, is_test = $7, revoked_at = COALESCE(revoked_at, $8),
                    smpp_binds = $9, smpp_window = $10, smpp_rate = $11, smpp_queue = $12
                WHERE id = $1
                """,
                [
                    SQLValue(token.id), SQLValue(token.name),
                    SQLValue(token.permissions.rawValue), SQLValue(token.callbackURL),
                    SQLValue(token.callbackSecret), SQLValue(token.expiresAt),
                    SQLValue(token.isTest), SQLValue(token.revokedAt),
                    SQLValue(token.smppLimits.binds), SQLValue(token.smppLimits.window),
                    SQLValue(token.smppLimits.messagesPerSecond),
                    SQLValue(token.smppLimits.queue),
                ]
            )
            guard count == 1 else { throw ServiceError.notFound("token \(token.id)") }
        }
    }
}
