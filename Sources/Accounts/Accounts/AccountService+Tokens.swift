public import AccountsModel
public import Essentials
import Secrets

extension AccountService {
    /// Issues a token; its secrets are in the result and nowhere else.
    public func issueToken(
        _ request: NewToken,
        by actor: String
    ) async throws(ServiceError) -> IssuedToken {
        let project = try await projectForToken(request)
        var rules = FieldErrors()
        let name = rules.name(request.name)
        let permissions = request.permissions ?? request.usualPermissions
        rules.kind(of: request, in: project, permissions: permissions)
        rules.callback(request.callbackURL, kind: request.kind)
        try await checkTarget(request.callbackURL, &rules)
        rules.systemID(request.systemID, permissions: permissions)
        if let expiresAt = request.expiresAt { rules.expiry(expiresAt, now: clock.now) }
        try rules.check()

        let id = ids.next()
        let usesSMPP = permissions.contains(.sendOverSMPP)
        let secrets = try newSecrets(
            for: request.kind,
            hasCallback: request.callbackURL != nil,
            hasPassword: usesSMPP
        )
        let token = Token(
            id: id,
            kind: request.kind,
            organization: project.organization,
            project: project.id,
            name: name,
            dataSource: request.dataSource,
            scopes: request.scopes,
            permissions: permissions,
            callbackURL: request.callbackURL,
            callbackSecret: secrets.signing,
            systemID: usesSMPP ? request.systemID ?? secrets.systemID : nil,
            expiresAt: request.expiresAt,
            isTest: request.isTest,
            createdAt: clock.now
        )
        let entry = audit.entry("token.create", of: "\(id)", by: actor, token.summary)
        try await store.create(
            token,
            secretHash: hasher.digest(of: secrets.secret).bytes,
            passwordHash: secrets.passwordHash,
            audit: entry
        )
        return IssuedToken(
            token: token,
            secret: secrets.secret,
            password: secrets.password,
            callbackSecret: secrets.signing.map(TokenSecret.text(ofSigningSecret:))
        )
    }

    /// Changes what the request names and leaves the rest; a revoked token cannot be changed.
    public func updateToken(
        _ id: ObjectID,
        _ change: TokenChange,
        by actor: String
    ) async throws(ServiceError) -> UpdatedToken {
        var token = try await self.token(id)
        guard token.revokedAt == nil else {
            throw .conflict("token \(id) is revoked; issue another one")
        }
        var rules = FieldErrors()
        let details = rules.apply(change, to: &token, now: clock.now)
        try await checkTarget(change.callbackURL.flatMap { $0 }, &rules)
        try rules.check()
        let needsSecret =
            token.callbackURL != nil
            && (token.callbackSecret == nil || change.rotatesCallbackSecret)
        if needsSecret {
            token.callbackSecret = try withSecrets { () throws(SecretsError) in
                let fresh = try RandomSecret.bytes(TokenSecret.signingByteCount)
                return change.proposedCallbackSecret ?? fresh
            }
        }
        guard !details.isEmpty || needsSecret else {
            return UpdatedToken(token: token, callbackSecret: nil)
        }
        let rotation = needsSecret ? [("callbackSecret", "new")] : []
        let entry = audit.entry("token.update", of: "\(id)", by: actor, details + rotation)
        try await store.update(token, audit: entry)
        return UpdatedToken(
            token: token,
            callbackSecret: needsSecret
                ? token.callbackSecret.map(TokenSecret.text(ofSigningSecret:)) : nil
        )
    }

    /// Revokes a token for good, on every node; revoking it again has no effect.
    public func revokeToken(_ id: ObjectID, by actor: String) async throws(ServiceError) -> Token {
        var token = try await self.token(id)
        guard token.revokedAt == nil else { return token }
        token.revokedAt = clock.now
        let entry = audit.entry("token.revoke", of: "\(id)", by: actor, [("name", token.name)])
        try await store.update(token, audit: entry)
        return token
    }

    /// The tokens of one organization, or with nil of all, oldest first, including revoked ones.
    public func tokens(of organization: ObjectID?) async throws(ServiceError) -> [Token] {
        try await store.tokens(of: try await number(of: organization))
    }

    /// The token with this identifier; throws if there is none.
    public func token(_ id: ObjectID) async throws(ServiceError) -> Token {
        guard let found = try await store.token(id) else { throw .notFound("token \(id)") }
        return found
    }

    /// The token with this secret, revoked or not; nil if there is none.
    public func token(secret: String) async throws(ServiceError) -> Token? {
        try await store.token(secretHash: hasher.digest(of: secret).bytes)
    }

    /// The signing secret of a token's callback as text, `whsec_…`; nil without a callback.
    public func signingSecret(of token: Token) -> String? {
        token.callbackSecret.map(TokenSecret.text(ofSigningSecret:))
    }

    /// Whether a secret is valid now.
    public func isAlive(secret: String) async throws(ServiceError) -> Bool {
        try await token(secret: secret)?.isAlive(at: clock.now) ?? false
    }

    /// Refuses a callback that the server will never call.
    private func checkTarget(
        _ url: String?,
        _ rules: inout FieldErrors
    ) async throws(ServiceError) {
        guard let url, CallbackURL.fault(in: url) == nil else { return }
        if let refusal = try await callbackRule(url) { rules.refuse("callbackUrl", refusal) }
    }

    private func projectForToken(_ request: NewToken) async throws(ServiceError) -> Project {
        if request.kind == .datasource {
            guard let id = request.dataSource else {
                throw .invalid([FieldError("datasource", "is required for a datasource token")])
            }
            guard let source = try await store.dataSource(id) else {
                throw .notFound("datasource \(id)")
            }
            guard let project = try await store.project(source.project) else {
                throw .internalFault("datasource \(id) has no project")
            }
            return project
        }
        guard let uid = request.project else {
            throw .invalid([FieldError("project", "is required")])
        }
        return try await project(uid)
    }

    private func newSecrets(
        for kind: Token.Kind,
        hasCallback: Bool,
        hasPassword: Bool
    ) throws(ServiceError) -> NewSecrets {
        try withSecrets { () throws(SecretsError) in
            let password = hasPassword ? try TokenSecret.makePassword() : nil
            var passwordHash: String?
            if let password { passwordHash = try PasswordHash.make(password) }
            return NewSecrets(
                secret: try TokenSecret.make(for: kind),
                systemID: try TokenSecret.makeSystemID(),
                password: password,
                passwordHash: passwordHash,
                signing: hasCallback ? try RandomSecret.bytes(TokenSecret.signingByteCount) : nil
            )
        }
    }
}

private struct NewSecrets {
    let secret: String
    let systemID: String
    let password: String?
    let passwordHash: String?
    let signing: [UInt8]?
}

extension Token {
    /// The description of a new token in the audit log.
    fileprivate var summary: [(String, String)] {
        var details = [("name", name), ("kind", kind.rawValue)]
        if !scopes.isEmpty {
            details.append(("scopes", scopes.sorted().map(\.rawValue).joined(separator: ",")))
        }
        if let systemID { details.append(("systemId", systemID)) }
        if let callbackURL { details.append(("callback", callbackURL)) }
        if isTest { details.append(("test", "true")) }
        return details
    }
}
