public import AccountsModel
public import Essentials
public import Secrets

/// Finds out who calls and what they may do, from memory if possible: this is a hot path.
///
/// Keys are fingerprints of secrets: no secret stays in memory, nobody can choose keys that
/// collide, and the digest for the store is computed only on a miss. The cache is emptied when the
/// change feed reports changed accounts, so a revocation applies as soon as the feed reports it;
/// should a notification get lost, entries still expire after a minute.
public final class TokenDirectory: Sendable {
    private let store: any AccountStore
    private let hasher: SecretHasher
    private let clock: any Clock
    private let fingerprinter = SecretFingerprinter()
    private let authorizations = ReadThroughCache<SecretFingerprint, Authorization>()
    private let accounts = ReadThroughCache<OrganizationID, Account>()
    private let passwords = Locked(
        GenerationalCache<SecretFingerprint, RightPassword>(capacity: 4096)
    )
    private let checks = Locked(0)

    /// How many passwords were hashed instead of found in the cache.
    var checkedPasswords: Int { checks.withLock { $0 } }

    /// Creates a directory that follows the feed from now on.
    public init(
        store: any AccountStore,
        changes: any ChangeFeed,
        hasher: SecretHasher,
        clock: any Clock
    ) {
        self.store = store
        self.hasher = hasher
        self.clock = clock
        changes.onChange(of: .accounts) { [weak self] in self?.forget() }
    }

    /// What the secret gives access to, if it is cached; nil means to ask
    /// ``authorize(secret:kinds:)``.
    public func cached(secret: String, kinds: Set<Token.Kind>) -> Authorization? {
        let now = clock.now
        guard let found = authorizations.cached(fingerprinter.fingerprint(of: secret), at: now),
            kinds.contains(found.token.kind), found.token.isAlive(at: now)
        else { return nil }
        return found
    }

    /// What the secret gives access to; nil if it is unknown, of another kind, expired or revoked.
    public func authorize(
        secret: String,
        kinds: Set<Token.Kind>
    ) async throws(ServiceError) -> Authorization? {
        let now = clock.now
        let fingerprint = fingerprinter.fingerprint(of: secret)
        let found = try await authorizations.value(for: fingerprint, at: now) {
            () async throws(ServiceError) in
            let hash = self.hasher.digest(of: secret).bytes
            guard let token = try await self.store.token(secretHash: hash) else { return nil }
            return try await self.authorization(of: token, at: now)
        }
        guard let found, kinds.contains(found.token.kind), found.token.isAlive(at: now) else {
            return nil
        }
        return found
    }

    /// What an SMPP client has access to with its system id and password.
    ///
    /// Checking a password takes about 20 ms of one core by design. So a correct one is cached for
    /// a minute, by its fingerprint and only as long as its hash stays the same.
    public func authorize(
        systemID: String,
        password: String
    ) async throws(ServiceError) -> SMPPAccess {
        let now = clock.now
        guard let (token, hash) = try await store.token(systemID: systemID) else {
            return .unknownSystemID
        }
        let fingerprint = fingerprinter.fingerprint(of: "\(systemID)\0\(password)")
        let remembered = passwords.withLock { $0.value(for: fingerprint) }
        if remembered?.hash != hash || remembered.map({ $0.until <= now }) ?? true {
            checks.withLock { $0 += 1 }
            guard try await TokenDirectory.verify(password, hash: hash) else {
                return .wrongPassword
            }
            let until = now + TokenDirectory.passwordLifetime
            passwords.withLock {
                $0.insert(RightPassword(hash: hash, until: until), for: fingerprint)
            }
        }
        guard let authorization = try await authorization(ofSMPP: token, at: now) else {
            return .refused
        }
        return .granted(authorization)
    }

    /// What a token gives access to over SMPP now; nil if nothing any more.
    public func authorizeSMPP(_ token: ObjectID) async throws(ServiceError) -> Authorization? {
        guard let found = try await store.token(token) else { return nil }
        return try await authorization(ofSMPP: found, at: clock.now)
    }

    private func authorization(
        ofSMPP token: Token,
        at now: Timestamp
    ) async throws(ServiceError) -> Authorization? {
        guard token.isAlive(at: now), token.permissions.contains(.sendOverSMPP) else { return nil }
        return try await authorization(of: token, at: now)
    }

    /// The current organization, including its balance; never from the cache.
    public func organization(_ id: OrganizationID) async throws(ServiceError) -> Organization {
        guard let organization = try await store.organization(id) else {
            throw .notFound("organization")
        }
        return organization
    }

    /// The organization with its projects and prices; nil if there is none.
    public func account(_ id: OrganizationID) async throws(ServiceError) -> Account? {
        try await account(id, at: clock.now)
    }

    /// Empties the caches, accounts first: no new authorization may use an old account.
    func forget() {
        accounts.removeAll()
        authorizations.removeAll()
    }

    private func authorization(
        of token: Token,
        at now: Timestamp
    ) async throws(ServiceError) -> Authorization? {
        if let found = try await remembered(token, at: now) { return found }
        // The project may be newer than the cached organization.
        accounts.removeAll()
        if let found = try await remembered(token, at: now) { return found }
        throw .internalFault("token \(token.id) has no project")
    }

    private func remembered(
        _ token: Token,
        at now: Timestamp
    ) async throws(ServiceError) -> Authorization? {
        guard let account = try await account(token.organization, at: now),
            let project = account.projects.first(where: { $0.id == token.project })
        else { return nil }
        return Authorization(token: token, project: project, account: account)
    }

    private func account(
        _ id: OrganizationID,
        at now: Timestamp
    ) async throws(ServiceError) -> Account? {
        try await accounts.value(for: id, at: now) { () async throws(ServiceError) in
            guard let organization = try await self.store.organization(id) else { return nil }
            return Account(
                organization: organization,
                projects: try await self.store.projects(of: id),
                prices: try await PriceProfile.effective(in: self.store, for: id)
            )
        }
    }

    @concurrent
    private static func verify(
        _ password: String,
        hash: String
    ) async throws(ServiceError) -> Bool {
        guard password.utf8.count <= PasswordHash.longestPassword else { return false }
        return try withSecrets { () throws(SecretsError) in
            try PasswordHash.matches(password, hash: hash)
        }
    }

    /// How long a correct password is cached.
    private static let passwordLifetime = Duration.seconds(60)

    /// A password that matched a hash.
    private struct RightPassword: Sendable {
        let hash: String
        let until: Timestamp
    }
}

/// What an SMPP client may do with its system id and password.
public enum SMPPAccess: Sendable {
    /// Send and receive for a token.
    case granted(Authorization)
    /// No token has this system id.
    case unknownSystemID
    /// The password is wrong.
    case wrongPassword
    /// The password is correct, but its token expired, was revoked or may not use SMPP.
    case refused
}
