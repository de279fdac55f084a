import AccountsModel
public import Essentials
public import MessagingModel

/// The rules for dead letters: notifications that could not be delivered.
public struct DeadLetterService: Sendable {
    /// How many dead letters a list may have.
    public static let limitRange = 1...1000

    private let store: any NotificationStore
    private let audit: AuditTrail

    init(store: any NotificationStore, audit: AuditTrail) {
        self.store = store
        self.audit = audit
    }

    /// Dead letters of one token or of all, oldest first.
    public func list(of token: ObjectID?, limit: Int) async throws(ServiceError) -> [DeadLetter] {
        try ServiceError.checkLimit(limit, in: Self.limitRange)
        return try await store.deadLetters(of: token, limit: limit)
    }

    /// Queues dead letters again with no attempts made, and returns how many.
    public func replay(
        _ selection: DeadLetterSelection,
        by actor: String
    ) async throws(ServiceError) -> Int {
        let entry = audit.entry("webhook.replay", of: selection.subject, by: actor)
        return try await store.replay(selection, audit: entry)
    }

    /// Removes dead letters for good, and returns how many.
    public func discard(
        _ selection: DeadLetterSelection,
        by actor: String
    ) async throws(ServiceError) -> Int {
        let entry = audit.entry("webhook.discard", of: selection.subject, by: actor)
        return try await store.discard(selection, audit: entry)
    }
}

extension DeadLetterSelection {
    /// What the audit log calls it.
    fileprivate var subject: String {
        switch self {
        case .all: "all"
        case .token(let id), .notification(let id): "\(id)"
        }
    }
}
