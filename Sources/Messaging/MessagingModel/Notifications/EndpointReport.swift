public import Essentials

/// A failed attempt to deliver a notification.
public struct FailedAttempt: Hashable, Sendable {
    /// The notification.
    public let notification: ObjectID
    /// The identifier of its subject.
    public let subject: ObjectID
    /// When the attempt ended.
    public let at: Timestamp
    /// Why it failed.
    public let reason: String

    /// Creates the value.
    public init(notification: ObjectID, subject: ObjectID, at: Timestamp, reason: String) {
        self.notification = notification
        self.subject = subject
        self.at = at
        self.reason = reason
    }
}

/// News about an endpoint that are kept for those who look for the reason.
public struct EndpointNote: Hashable, Sendable {
    /// The most attempts of one note; of more only the last ones are kept.
    public static let mostAttempts = 20

    /// The endpoint.
    public let endpoint: NotificationEndpoint
    /// The last failed attempts, oldest first.
    public var attempts: [FailedAttempt]
    /// How many attempts failed since it last took a notification, as far as the note goes back.
    public var failures: Int
    /// When the first of them failed.
    public var failingSince: Timestamp?
    /// The time before which nothing is tried; nil if only the notifications' own times count.
    public var pausedUntil: Timestamp?
    /// Whether the endpoint took a notification, before those failures.
    public var isRecovered: Bool

    /// Creates a note.
    public init(
        endpoint: NotificationEndpoint,
        attempts: [FailedAttempt] = [],
        failures: Int = 0,
        failingSince: Timestamp? = nil,
        pausedUntil: Timestamp? = nil,
        isRecovered: Bool = false
    ) {
        self.endpoint = endpoint
        self.attempts = attempts
        self.failures = failures
        self.failingSince = failingSince
        self.pausedUntil = pausedUntil
        self.isRecovered = isRecovered
    }
}

/// An endpoint whose last attempt failed.
public struct EndpointFault: Hashable, Sendable {
    /// The first failure since it last took a notification.
    public let since: Timestamp
    /// The failures since then.
    public let failures: Int
    /// Why the last attempt failed.
    public let lastError: String
    /// When it failed.
    public let lastAt: Timestamp
    /// The time before which nothing is tried; nil if only the notifications' own times count.
    public let pausedUntil: Timestamp?

    /// Creates the value.
    public init(
        since: Timestamp,
        failures: Int,
        lastError: String,
        lastAt: Timestamp,
        pausedUntil: Timestamp?
    ) {
        self.since = since
        self.failures = failures
        self.lastError = lastError
        self.lastAt = lastAt
        self.pausedUntil = pausedUntil
    }
}

/// What waits for an endpoint, and how it fares.
public struct EndpointReport: Hashable, Sendable {
    /// The endpoint.
    public let endpoint: NotificationEndpoint
    /// Its fault; nil if its last attempt succeeded.
    public let fault: EndpointFault?
    /// How many notifications wait.
    public let waiting: Int
    /// When the oldest of them was queued.
    public let oldestQueuedAt: Timestamp?
    /// When the next of them is due.
    public let nextDueAt: Timestamp?
    /// How many were given up and kept.
    public let deadLetters: Int

    /// Creates the value.
    public init(
        endpoint: NotificationEndpoint,
        fault: EndpointFault?,
        waiting: Int,
        oldestQueuedAt: Timestamp?,
        nextDueAt: Timestamp?,
        deadLetters: Int
    ) {
        self.endpoint = endpoint
        self.fault = fault
        self.waiting = waiting
        self.oldestQueuedAt = oldestQueuedAt
        self.nextDueAt = nextDueAt
        self.deadLetters = deadLetters
    }

    /// When the next attempt is made, as far as the store knows; nil if nothing waits.
    public var nextAttemptAt: Timestamp? {
        guard let nextDueAt else { return nil }
        return max(nextDueAt, fault?.pausedUntil ?? nextDueAt)
    }
}

/// A notification about a subject that was not delivered so far.
public struct OpenNotification: Hashable, Sendable {
    /// The notification, with its attempts and when it is due next.
    public let notification: Notification
    /// Why the last attempt failed; nil if there was none.
    public let lastError: String?
    /// When it failed.
    public let lastAttemptAt: Timestamp?
    /// When it was given up; nil while it waits.
    public let givenUpAt: Timestamp?

    /// Creates the value.
    public init(
        notification: Notification,
        lastError: String?,
        lastAttemptAt: Timestamp?,
        givenUpAt: Timestamp?
    ) {
        self.notification = notification
        self.lastError = lastError
        self.lastAttemptAt = lastAttemptAt
        self.givenUpAt = givenUpAt
    }
}
