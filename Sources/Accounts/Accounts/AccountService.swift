public import AccountsModel
public import Essentials
public import Secrets

/// The rules for organizations, projects, data sources, tokens, manual charges and prices.
///
/// Every change is checked here, then stored in one transaction with its audit entry. The caller
/// passes who acts, such as `cli:root`.
public struct AccountService: Sendable {
    let store: any AccountStore
    let clock: any Clock
    let ids: IDSource
    let hasher: SecretHasher
    let audit: AuditTrail
    let callbackRule: CallbackRule
    /// Whether a code in capitals is one of a country.
    let isCountry: @Sendable (String) -> Bool

    /// Says why the server will never call a URL, as a sentence for the operator; nil if it may.
    public typealias CallbackRule = @Sendable (String) async throws(ServiceError) -> String?

    /// Creates the service; by default any well-formed callback is accepted.
    ///
    /// - Parameters:
    ///   - store: the accounts.
    ///   - clock: the time.
    ///   - ids: creates identifiers.
    ///   - hasher: hashes secrets.
    ///   - callbackRule: says why the server will never call a URL.
    ///   - isCountry: whether a code in capitals is one of a country.
    public init(
        store: any AccountStore,
        clock: any Clock,
        ids: IDSource,
        hasher: SecretHasher,
        callbackRule: @escaping CallbackRule = { _ in nil },
        isCountry: @escaping @Sendable (String) -> Bool
    ) {
        self.store = store
        self.isCountry = isCountry
        self.clock = clock
        self.ids = ids
        self.hasher = hasher
        self.callbackRule = callbackRule
        audit = AuditTrail(clock: clock, ids: ids)
    }

    /// The audit log, newest first; 1 to 1000 entries.
    public func auditLog(limit: Int = 100) async throws(ServiceError) -> [AuditEntry] {
        try ServiceError.checkLimit(limit, in: 1...1000)
        return try await store.auditLog(limit: limit)
    }
}
