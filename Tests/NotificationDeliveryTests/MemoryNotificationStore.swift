import AccountsModel
import Essentials
import MessagingModel

/// A notification store in memory that can be told to fail.
final class MemoryNotificationStore: NotificationStore {
    private struct State {
        var queued: [ObjectID: Notification] = [:]
        var dead: [ObjectID: DeadLetter] = [:]
        var failures = 0
        var fetches = 0
        var pages = 0
        var searches = 0
        var notes: [EndpointNote] = []
    }

    private let state = Locked(State())

    /// Puts notifications where the pipeline would.
    func insert(_ notifications: [Notification]) {
        state.withLock { state in
            for notification in notifications { state.queued[notification.id] = notification }
        }
    }

    /// Lets the next so many calls fail.
    func fail(times: Int) { state.withLock { $0.failures = times } }

    var queuedCount: Int { state.withLock { $0.queued.count } }
    var queued: [Notification] { state.withLock { Array($0.queued.values) } }
    var dead: [DeadLetter] { state.withLock { Array($0.dead.values) } }
    var searchCount: Int { state.withLock { $0.searches } }
    var pageCount: Int { state.withLock { $0.pages } }
    var notes: [EndpointNote] { state.withLock { $0.notes } }
    var fetchCount: Int { state.withLock { $0.fetches } }

    private func access<Result: Sendable>(
        _ body: (inout State) -> Result
    ) throws(ServiceError) -> Result {
        let result = state.withLock { state -> Result? in
            guard state.failures == 0 else {
                state.failures -= 1
                return nil
            }
            return body(&state)
        }
        guard let result else { throw .unavailable("told to fail") }
        return result
    }

    func notificationEndpoints(
        of channel: NotificationChannel
    ) async throws(ServiceError) -> [NotificationEndpoint] {
        try access { state in
            state.searches += 1
            let queued = state.queued.values.filter { $0.channel == channel }
            return Array(Set(queued.map(\.endpoint)))
        }
    }

    func queuedNotifications(
        for endpoint: NotificationEndpoint,
        after: ObjectID?,
        limit: Int
    ) async throws(ServiceError) -> [Notification] {
        try access { state in
            state.pages += 1
            let rows = state.queued.values.filter { row in
                row.endpoint == endpoint && (after.map { row.id > $0 } ?? true)
            }
            return Array(rows.sorted { $0.id < $1.id }.prefix(limit))
        }
    }

    func queuedNotifications(
        for endpoint: NotificationEndpoint,
        ids: [ObjectID]
    ) async throws(ServiceError) -> [Notification] {
        try access { state in
            state.fetches += 1
            return ids.compactMap { state.queued[$0] }
        }
    }

    func record(_ settlements: [NotificationSettlement]) async throws(ServiceError) {
        try access { state in
            for settlement in settlements {
                guard let notification = state.queued[settlement.id] else { continue }
                switch settlement.outcome {
                case .delivered, .dropped: state.queued[settlement.id] = nil
                case .retry(let at, let attempts):
                    state.queued[settlement.id]?.dueAt = at
                    state.queued[settlement.id]?.attempts = attempts
                case .dead(let reason, let at, let attempts):
                    state.queued[settlement.id] = nil
                    var notification = notification
                    notification.attempts = attempts
                    state.dead[settlement.id] = DeadLetter(
                        notification: notification,
                        lastError: reason,
                        at: at
                    )
                }
            }
        }
    }

    func note(_ notes: [EndpointNote]) async throws(ServiceError) {
        state.withLock { $0.notes += notes }
    }

    func failingEndpoints(
        of channel: NotificationChannel
    ) async throws(ServiceError) -> [NotificationEndpoint] { [] }

    func endpointReports(of token: ObjectID?) async throws(ServiceError) -> [EndpointReport] { [] }

    func failedAttempts(
        of token: ObjectID,
        limit: Int
    ) async throws(ServiceError) -> [FailedAttempt] { [] }

    func openNotifications(
        about subject: ObjectID,
        in project: ProjectID
    ) async throws(ServiceError) -> [OpenNotification] { [] }

    func deadLetters(of token: ObjectID?, limit: Int) async throws(ServiceError) -> [DeadLetter] {
        dead
    }

    func replay(
        _ selection: DeadLetterSelection,
        audit: AuditEntry
    ) async throws(ServiceError) -> Int {
        try access { state in
            let letters = state.dead.values
            for letter in letters {
                var notification = letter.notification
                notification.attempts = 0
                notification.dueAt = audit.at
                state.queued[notification.id] = notification
            }
            state.dead = [:]
            return letters.count
        }
    }

    func discard(
        _ selection: DeadLetterSelection,
        audit: AuditEntry
    ) async throws(ServiceError) -> Int { 0 }
}
