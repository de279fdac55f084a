import Essentials
import MessagingModel
import NotificationScheduling

/// Collects events of other threads for the loop, which takes them all at once.
final class NotificationInbox: NotificationAnswerReceiver {
    /// An item that wakes the loop.
    enum Item: Sendable {
        case event(NotificationEvent)
        /// The alarm for this time.
        case alarm(Timestamp)
    }

    fileprivate struct State {
        var items: [Item] = []
        var notifications = 0
        var skipped: Set<NotificationEndpoint> = []
        var waiter: CheckedContinuation<Void, Never>?
        var isClosed = false
    }

    private let mostNotifications: Int
    private let state = Locked(State())

    init(mostNotifications: Int) { self.mostNotifications = mostNotifications }

    func put(_ event: NotificationEvent) { put(.event(event)) }

    func put(_ item: Item) {
        let waiter = state.withLock { state -> CheckedContinuation<Void, Never>? in
            guard !state.isClosed else { return nil }
            state.items.append(item)
            return state.takeWaiter()
        }
        waiter?.resume()
    }

    /// Adds notifications, or only their endpoints if too many are waiting.
    func put(queued notifications: [Notification]) {
        let waiter = state.withLock { state -> CheckedContinuation<Void, Never>? in
            guard !state.isClosed else { return nil }
            if state.notifications + notifications.count <= mostNotifications {
                state.notifications += notifications.count
                state.items.append(.event(.queued(notifications)))
            } else {
                for notification in notifications { state.skipped.insert(notification.endpoint) }
            }
            return state.takeWaiter()
        }
        waiter?.resume()
    }

    func take(_ answers: [NotificationAnswer]) { put(.answered(answers)) }

    /// Waits for items and takes all of them.
    func next() async -> [Item] {
        await withCheckedContinuation { continuation in
            let isThere = state.withLock { state in
                guard state.items.isEmpty, state.skipped.isEmpty else { return true }
                state.waiter = continuation
                return false
            }
            if isThere { continuation.resume() }
        }
        return state.withLock { state in
            var items = state.items
            if !state.skipped.isEmpty { items.append(.event(.skipped(state.skipped))) }
            state.items = []
            state.skipped = []
            state.notifications = 0
            return items
        }
    }

    /// Drops all later items.
    func close() { state.withLock { $0.isClosed = true } }
}

extension NotificationInbox.State {
    fileprivate mutating func takeWaiter() -> CheckedContinuation<Void, Never>? {
        defer { waiter = nil }
        return waiter
    }
}
