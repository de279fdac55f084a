public import Essentials

/// What became of a notification.
public enum NotificationOutcome: Hashable, Sendable {
    /// The endpoint accepted it.
    case delivered
    /// The attempt failed; the next one is due then.
    case retry(at: Timestamp, attempts: Int)
    /// Given up: it becomes a dead letter.
    case dead(reason: String, at: Timestamp, attempts: Int)
    /// Nobody wants it: its token has no endpoint any more.
    case dropped
}

/// A notification and what became of it.
public struct NotificationSettlement: Hashable, Sendable {
    /// Where it went.
    public let endpoint: NotificationEndpoint
    /// The notification.
    public let id: ObjectID
    /// What became of it.
    public let outcome: NotificationOutcome

    /// Creates the value.
    public init(endpoint: NotificationEndpoint, id: ObjectID, outcome: NotificationOutcome) {
        self.endpoint = endpoint
        self.id = id
        self.outcome = outcome
    }
}
