public import AccountsModel
public import Essentials
public import MessagingModel

/// The events of a ``NotificationQueue``.
public enum NotificationEvent: Sendable {
    /// The notifications of these projects are sent from now on, first those in the store.
    case acquired(ProjectSet)
    /// The notifications of these projects are left to another server; those in flight are still
    /// answered and recorded.
    case lost(ProjectSet)
    /// Notifications were just stored.
    case queued([Notification])
    /// Notifications for these endpoints were stored, and are to be read from the store.
    case skipped(Set<NotificationEndpoint>)
    /// The results of sending notifications.
    case answered([NotificationAnswer])
    /// The token's endpoints became reachable or unreachable.
    case reachable(ObjectID, Bool)
    /// The store may hold notifications that were not announced, e.g. after a replay.
    case searchRequested
    /// The endpoints that ``NotificationAction/search`` found; nil when the store failed.
    case found([NotificationEndpoint]?)
    /// What ``NotificationAction/readPage(_:after:limit:)`` read; nil when the store failed.
    case pageRead(NotificationEndpoint, [Notification]?)
    /// What ``NotificationAction/read(_:_:)`` read; nil when the store failed.
    case read(NotificationEndpoint, [ObjectID], [Notification]?)
    /// The endpoints whose last attempt failed before the start.
    case knownFailing([NotificationEndpoint])
    /// ``NotificationAction/note(_:)`` is done, whether or not the store took it.
    case noted
    /// The outcomes of ``NotificationAction/record(_:)`` are durable, or the store failed.
    case recorded(succeeded: Bool)
    /// Send nothing more, and finish once everything is answered and recorded.
    case drain
    /// Finish a drain at once.
    case drainTimedOut
}

/// What a ``NotificationQueue`` asks its owner to do.
public enum NotificationAction: Hashable, Sendable {
    /// Send notifications.
    case send([Notification])
    /// Record outcomes; one batch at a time.
    case record([NotificationSettlement])
    /// List the endpoints that have anything queued.
    case search
    /// Read queued notifications of an endpoint with higher ids, in order of id.
    case readPage(NotificationEndpoint, after: ObjectID?, limit: Int)
    /// Read those of these notifications of an endpoint that are still queued.
    case read(NotificationEndpoint, [ObjectID])
    /// Keep news about endpoints, if the store can; one batch at a time.
    case note([EndpointNote])
    /// Report that an endpoint keeps failing.
    case endpointFails(NotificationEndpoint, reason: String)
    /// Report that an endpoint that was reported works again.
    case endpointWorks(NotificationEndpoint)
    /// Report the state of an endpoint's circuit breaker.
    case breakerChanged(NotificationEndpoint, BreakerState)
    /// The drain is over; `left` were sent without an answer, or have an outcome not yet recorded.
    case finished(left: Int)
}

/// Counts since the last call of ``NotificationQueue/takeCounts()``.
public struct NotificationCounts: Hashable, Sendable {
    /// Notifications that were delivered.
    public internal(set) var delivered = 0
    /// Attempts that failed.
    public internal(set) var failed = 0
    /// Notifications that became dead letters.
    public internal(set) var dead = 0
    /// Notifications whose endpoint was gone.
    public internal(set) var dropped = 0
    /// The durations of attempts that were delivered or failed.
    public internal(set) var durations: [Duration] = []
}
