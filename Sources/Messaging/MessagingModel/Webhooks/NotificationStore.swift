public import AccountsModel
public import Essentials

/// The durable queue of notifications; rows are written by the pipeline with their cause.
public protocol NotificationStore: Sendable {
    /// The projects and tokens that have anything queued for a channel.
    func notificationEndpoints(
        of channel: NotificationChannel
    ) async throws(ServiceError) -> [NotificationEndpoint]
    /// Queued notifications of one endpoint with ids above `after`, in order of id.
    func queuedNotifications(
        for endpoint: NotificationEndpoint,
        after: ObjectID?,
        limit: Int
    ) async throws(ServiceError) -> [Notification]
    /// The queued ones among these notifications of one endpoint.
    func queuedNotifications(
        for endpoint: NotificationEndpoint,
        ids: [ObjectID]
    ) async throws(ServiceError) -> [Notification]
    /// Records outcomes, durable when it returns; missing rows are ignored.
    func record(_ settlements: [NotificationSettlement]) async throws(ServiceError)

    /// Dead letters, oldest first; of one token or of all.
    func deadLetters(of token: ObjectID?, limit: Int) async throws(ServiceError) -> [DeadLetter]
    /// Queues dead letters again with no attempts made, and returns how many.
    ///
    /// Tells ``ChangeTopic/webhooks``, so that a running server notices.
    func replay(
        _ selection: DeadLetterSelection,
        audit: AuditEntry
    ) async throws(ServiceError) -> Int
    /// Removes dead letters for good, and returns how many.
    func discard(
        _ selection: DeadLetterSelection,
        audit: AuditEntry
    ) async throws(ServiceError) -> Int
}

/// Which dead letters an act of the operator is about.
public enum DeadLetterSelection: Hashable, Sendable {
    /// All there are.
    case all
    /// Those of one token.
    case token(ObjectID)
    /// A single one.
    case notification(ObjectID)
}
