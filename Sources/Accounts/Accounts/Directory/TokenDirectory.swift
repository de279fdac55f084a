public import AccountsModel
public import Essentials
public import Secrets

/// Answers on the hot path who calls and what they may do, from memory wherever it can.
///
/// Keyed by a fingerprint of the secret rather than by the secret itself: no secret stays in
/// memory, nobody can choose keys that collide, and the digest that the store is asked for is made
/// only when the answer is not remembered. Everything is forgotten when the change feed says that
/// accounts changed, so a revocation holds as soon as the feed tells of it; a lifetime of one
/// minute bounds the damage should a notice ever get lost.
public final class TokenDirectory: Sendable {
    private let store: any AccountStore
    private let hasher: SecretHasher
    private let clock: any Clock
    private let fingerprinter = SecretFingerprinter()
    private let authorizations = ReadThroughCache<SecretFingerprint, Authorization>()
    private let accounts = ReadThroughCache<OrganizationID, Account>()
    private let endpoints = ReadThroughCache<ObjectID, CallbackEndpoint>()
    private let passwords = Locked(
        GenerationalCache<SecretFingerprint, RightPassword>(capacity: 4096)
    )
    private let checks = Locked(0)

    /// How many passwords were checked rather than remembered.
    var checkedPasswords: Int { checks.withLock { $0 } }

    /// Creates a directory that listens to the feed from now on.
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

    /// What the secret opens, when memory knows it; nil when ``authorize(secret:kinds:)`` must say.
    public func cached(secret: String, kinds: Set<Token.Kind>) -> Authorization? {
        let now = clock.now
        guard let found = authorizations.cached(fingerprinter.fingerprint(of: secret), at: now),
            kinds.contains(found.token.kind), found.token.isAlive(at: now)
        else { return nil }
        return found
    }

    /// What the secret opens; nil when it is unknown, of another kind, expired or revoked.
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

    /// What an SMPP client opens with its system id and password.
    ///
    /// Checking a password takes some 20 ms of one core by design, so one that was right is
    /// remembered for a minute, by its fingerprint and only as long as its hash stays the same.
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

    /// What a token opens over SMPP as things are now; nil when nothing any more.
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

    /// An organization as it is now, its balance included; never from memory.
    public func organization(_ id: OrganizationID) async throws(ServiceError) -> Organization {
        guard let organization = try await store.organization(id) else {
            throw .notFound("organization")
        }
        return organization
    }

    /// The organization with its projects and prices; nil when there is none.
    public func account(_ id: OrganizationID) async throws(ServiceError) -> Account? {
        try await account(id, at: clock.now)
    }

    /// Where delivery reports of a token go, when memory knows it.
    public func cachedEndpoint(of token: ObjectID) -> CallbackEndpoint? {
        endpoints.cached(token, at: clock.now)
    }

    /// Where delivery reports of a token go; nil when it has no callback.
    ///
    /// A revoked token keeps its endpoint: the messages it sent are still reported.
    public func endpoint(of token: ObjectID) async throws(ServiceError) -> CallbackEndpoint? {
        try await endpoints.value(for: token, at: clock.now) { () async throws(ServiceError) in
            guard let found = try await self.store.token(token), let url = found.callbackURL,
                let secret = found.callbackSecret
            else { return nil }
            return CallbackEndpoint(url: url, secret: secret)
        }
    }

    /// Forgets everything, accounts first: no new authorization is built on an old account.
    func forget() {
        accounts.removeAll()
        endpoints.removeAll()
        authorizations.removeAll()
    }

    private func authorization(
        of token: Token,
        at now: Timestamp
    ) async throws(ServiceError) -> Authorization? {
        if let found = try await remembered(token, at: now) { return found }
        // The project may be younger than what is remembered of its organization.
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

    /// How long a right password is remembered.
    private static let passwordLifetime = Duration.seconds(60)

    /// A password that was right for a hash.
    private struct RightPassword: Sendable {
        let hash: String
        let until: Timestamp
    }
}

/// What an SMPP client may do with the system id and password it gave.
public enum SMPPAccess: Sendable {
    /// Send and receive for a token.
    case granted(Authorization)
    /// No token has that system id.
    case unknownSystemID
    /// The password is another one.
    case wrongPassword
    /// The password is right, but its token expired, was revoked or may not use SMPP.
    case refused
}
