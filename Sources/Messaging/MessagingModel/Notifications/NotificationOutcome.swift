public import Essentials

/// How an attempt to deliver a notification ended.
public enum NotificationOutcome: Hashable, Sendable {
    /// The endpoint accepted it.
    case delivered
    /// The attempt failed; the next one is due at that time.
    case retry(at: Timestamp, attempts: Int)
    /// Given up: it becomes a dead letter.
    case dead(reason: String, at: Timestamp, attempts: Int)
    /// Dropped: its token has no endpoint any more.
    case dropped
}

/// A notification and the outcome of its attempt.
public struct NotificationSettlement: Hashable, Sendable {
    /// The endpoint.
    public let endpoint: NotificationEndpoint
    /// The notification.
    public let id: ObjectID
    /// The outcome.
    public let outcome: NotificationOutcome

    /// Creates a settlement.
    public init(endpoint: NotificationEndpoint, id: ObjectID, outcome: NotificationOutcome) {
        self.endpoint = endpoint
        self.id = id
        self.outcome = outcome
    }
}
