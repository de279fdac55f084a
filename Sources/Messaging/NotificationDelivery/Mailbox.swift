import Delivery
import Essentials
import MessagingModel

/// What the service's task is told.
enum Letter: Sendable {
    case queued([Notification])
    /// There was no room to say what was queued for these endpoints.
    case overflowed(Set<NotificationEndpoint>)
    case answered([ParcelAnswer])
    /// Somebody began or ceased to wait for what tokens are owed.
    case reachable(ObjectID, Bool)
    case page(EndpointNumber, Result<[Notification], ServiceError>)
    case fetched([Slot], Result<[Notification], ServiceError>)
    case recorded([NotificationSettlement], ServiceError?)
    case found(Result<[NotificationEndpoint], ServiceError>)
    case search
    /// The alarm that was set for this moment.
    case alarm(Timestamp)
    case drain(within: Duration, CheckedContinuation<Int, Never>)
    case drainEnds
}

/// Where other threads leave letters for the service's task, which takes them all at once.
final class Mailbox: ParcelReceiver {
    fileprivate struct State {
        var letters: [Letter] = []
        var notifications = 0
        var overflowed: Set<NotificationEndpoint> = []
        var waiter: CheckedContinuation<Void, Never>?
        var isClosed = false
    }

    private let mostNotifications: Int
    private let state = Locked(State())

    init(mostNotifications: Int) { self.mostNotifications = mostNotifications }

    func put(_ letter: Letter) {
        typealias Waiter = CheckedContinuation<Void, Never>
        let (waiter, isTaken) = state.withLock { state -> (Waiter?, Bool) in
            guard !state.isClosed else { return (nil, false) }
            state.letters.append(letter)
            return (state.takeWaiter(), true)
        }
        waiter?.resume()
        // Nobody drains what has ended already.
        if !isTaken, case .drain(_, let continuation) = letter { continuation.resume(returning: 0) }
    }

    /// Leaves notifications, or only the names of their endpoints when too many wait.
    func put(queued notifications: [Notification]) {
        let waiter = state.withLock { state -> CheckedContinuation<Void, Never>? in
            guard !state.isClosed else { return nil }
            if state.notifications + notifications.count <= mostNotifications {
                state.notifications += notifications.count
                state.letters.append(.queued(notifications))
            } else {
                for notification in notifications {
                    state.overflowed.insert(notification.endpoint)
                }
            }
            return state.takeWaiter()
        }
        waiter?.resume()
    }

    func take(_ answers: [ParcelAnswer]) { put(.answered(answers)) }

    /// Waits for letters and takes all of them.
    func next() async -> [Letter] {
        await withCheckedContinuation { continuation in
            let isThere = state.withLock { state in
                guard state.letters.isEmpty, state.overflowed.isEmpty else { return true }
                state.waiter = continuation
                return false
            }
            if isThere { continuation.resume() }
        }
        return state.withLock { state in
            var letters = state.letters
            if !state.overflowed.isEmpty { letters.append(.overflowed(state.overflowed)) }
            state.letters = []
            state.overflowed = []
            state.notifications = 0
            return letters
        }
    }

    /// Takes no more letters.
    func close() { state.withLock { $0.isClosed = true } }
}

extension Mailbox.State {
    fileprivate mutating func takeWaiter() -> CheckedContinuation<Void, Never>? {
        defer { waiter = nil }
        return waiter
    }
}
