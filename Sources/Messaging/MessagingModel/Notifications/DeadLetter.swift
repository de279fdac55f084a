public import Essentials

/// A notification that was given up, kept until it is replayed or discarded.
public struct DeadLetter: Hashable, Sendable {
    /// The notification.
    public let notification: Notification
    /// Why the last attempt failed.
    public let lastError: String
    /// When it was given up.
    public let at: Timestamp

    /// Creates a dead letter.
    public init(notification: Notification, lastError: String, at: Timestamp) {
        self.notification = notification
        self.lastError = lastError
        self.at = at
    }
}

/// The dead letters that a command applies to.
public enum DeadLetterSelection: Hashable, Sendable {
    /// All dead letters.
    case all
    /// Those of one token.
    case token(ObjectID)
    /// One dead letter.
    case notification(ObjectID)
}
