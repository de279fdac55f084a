public import AccountsModel
public import Essentials

/// The durable queue of notifications; each is stored in the transaction that causes it.
public protocol NotificationStore: Sendable {
    /// The endpoints of a channel that have anything queued.
    func notificationEndpoints(
        of channel: NotificationChannel
    ) async throws(ServiceError) -> [NotificationEndpoint]
    /// Queued notifications of one endpoint with ids above `after`, in order of id.
    func queuedNotifications(
        for endpoint: NotificationEndpoint,
        after: ObjectID?,
        limit: Int
    ) async throws(ServiceError) -> [Notification]
    /// Those of the given notifications that are still queued.
    func queuedNotifications(
        for endpoint: NotificationEndpoint,
        ids: [ObjectID]
    ) async throws(ServiceError) -> [Notification]
    /// Records outcomes, durable when it returns; missing rows are ignored.
    func record(_ settlements: [NotificationSettlement]) async throws(ServiceError)

    /// Keeps news about endpoints; notifications that are gone are ignored.
    func note(_ notes: [EndpointNote]) async throws(ServiceError)
    /// The endpoints of a channel whose last attempt failed.
    func failingEndpoints(
        of channel: NotificationChannel
    ) async throws(ServiceError) -> [NotificationEndpoint]
    /// What waits for the endpoints of one token or of all, and how they fare.
    func endpointReports(of token: ObjectID?) async throws(ServiceError) -> [EndpointReport]
    /// The last failed attempts of a token's endpoints, newest first.
    func failedAttempts(
        of token: ObjectID,
        limit: Int
    ) async throws(ServiceError) -> [FailedAttempt]
    /// The notifications about a subject that wait or were given up, oldest first.
    func openNotifications(
        about subject: ObjectID,
        in project: ProjectID
    ) async throws(ServiceError) -> [OpenNotification]

    /// Dead letters of one token or of all, oldest first.
    func deadLetters(of token: ObjectID?, limit: Int) async throws(ServiceError) -> [DeadLetter]
    /// Queues dead letters again with no attempts made, and returns how many.
    ///
    /// Announces ``ChangeTopic/webhooks``, so that a running server notices.
    func replay(
        _ selection: DeadLetterSelection,
        audit: AuditEntry
    ) async throws(ServiceError) -> Int
    /// Removes dead letters permanently, and returns how many.
    func discard(
        _ selection: DeadLetterSelection,
        audit: AuditEntry
    ) async throws(ServiceError) -> Int
}
