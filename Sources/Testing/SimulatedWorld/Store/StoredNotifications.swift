import Essentials
import MessagingModel

/// The stored queue of notifications, and their dead letters.
struct StoredNotifications {
    private var queued: [NotificationEndpoint: [Notification]] = [:]
    private(set) var dead: Set<ObjectID> = []
    /// Notifications whose delivery was recorded.
    private(set) var delivered: Set<ObjectID> = []
    /// Every notification of a subject, in order.
    private(set) var issued: [ObjectID: [ObjectID]] = [:]
    /// When each notification was queued, by a clock that never jumps.
    private(set) var issuedAt: [ObjectID: Timestamp] = [:]
    /// The statuses that a subject's notifications say.
    private var statuses: [ObjectID: Set<String>] = [:]
    /// A status that a subject was notified of twice.
    private(set) var repeatedStatus: String?

    /// The endpoints that have anything queued.
    var endpoints: [NotificationEndpoint] {
        queued.filter { !$0.value.isEmpty }.keys.sorted { $0.token < $1.token }
    }

    /// Moves the times of retries, because the clock was moved.
    mutating func moveDeadlines(by step: Duration) {
        for endpoint in queued.keys {
            for index in (queued[endpoint] ?? []).indices {
                queued[endpoint]?[index].move(by: step)
            }
        }
    }

    mutating func add(_ notifications: [Notification], at now: Timestamp) {
        for notification in notifications {
            issuedAt[notification.id] = now
            if !statuses[notification.subject, default: []].insert(notification.status).inserted {
                repeatedStatus = notification.status
            }
            queued[notification.endpoint, default: []].append(notification)
            issued[notification.subject, default: []].append(notification.id)
        }
    }

    /// Every notification with its subject, in order.
    var all: [(subject: ObjectID, id: ObjectID)] {
        issued.flatMap { subject, ids in ids.map { (subject, $0) } }.sorted { $0.id < $1.id }
    }

    /// Whether there was a notification of a message's status.
    func isIssued(_ status: MessageStatus, of message: ObjectID) -> Bool {
        statuses[message]?.contains(status.name) ?? false
    }

    func page(of endpoint: NotificationEndpoint, after: ObjectID?, limit: Int) -> [Notification] {
        let all = queued[endpoint] ?? []
        return Array(
            all.filter { notification in after.map { notification.id > $0 } ?? true }
                .sorted { $0.id < $1.id }.prefix(limit)
        )
    }

    func notifications(_ ids: [ObjectID], of endpoint: NotificationEndpoint) -> [Notification] {
        let wanted = Set(ids)
        return (queued[endpoint] ?? []).filter { wanted.contains($0.id) }
    }

    /// Forgets outcomes but for the fact of a delivery, as ``Mutation/loseWebhookOutcome`` does.
    mutating func loseOutcomes(_ settlements: [NotificationSettlement]) {
        for settlement in settlements where settlement.outcome == .delivered {
            delivered.insert(settlement.id)
        }
    }

    mutating func record(_ settlement: NotificationSettlement) {
        guard let index = queued[settlement.endpoint]?.firstIndex(where: { $0.id == settlement.id })
        else { return }
        switch settlement.outcome {
        case .delivered:
            delivered.insert(settlement.id)
            queued[settlement.endpoint]?.remove(at: index)
        case .dropped: queued[settlement.endpoint]?.remove(at: index)
        case .dead:
            dead.insert(settlement.id)
            queued[settlement.endpoint]?.remove(at: index)
        case .retry(let at, let attempts):
            queued[settlement.endpoint]?[index].dueAt = at
            queued[settlement.endpoint]?[index].attempts = attempts
        }
    }
}
