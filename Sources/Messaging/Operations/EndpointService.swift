import AccountsModel
public import Essentials
public import MessagingModel

/// How the endpoints of notifications fare: callbacks of tokens, and SMPP clients.
public struct EndpointService: Sendable {
    /// How many failed attempts a list may have.
    public static let limitRange = 1...100

    private let store: any NotificationStore
    private let accounts: any AccountStore

    init(store: any NotificationStore, accounts: any AccountStore) {
        self.store = store
        self.accounts = accounts
    }

    /// The endpoints for which anything waits, was given up, or failed last.
    public func list() async throws(ServiceError) -> [EndpointReport] {
        try await store.endpointReports(of: nil)
    }

    /// The endpoints of one token; throws if there is no such token.
    public func reports(of token: ObjectID) async throws(ServiceError) -> [EndpointReport] {
        guard try await accounts.token(token) != nil else { throw .notFound("token \(token)") }
        return try await store.endpointReports(of: token)
    }

    /// The last failed attempts to notify a token, newest first.
    public func failedAttempts(
        of token: ObjectID,
        limit: Int
    ) async throws(ServiceError) -> [FailedAttempt] {
        try ServiceError.checkLimit(limit, in: Self.limitRange)
        return try await store.failedAttempts(of: token, limit: limit)
    }
}
