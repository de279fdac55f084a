import AccountsModel
import Database
public import Essentials
public import MessagingModel

extension SQLNotificationStore {
    /// What waits for the endpoints of one token or of all, and how they fare.
    ///
    /// Counts rows, so it takes a moment when many notifications wait.
    public func endpointReports(
        of token: ObjectID?
    ) async throws(ServiceError) -> [EndpointReport] {
        try await store.read { try EndpointReports($0, of: token).all() }
    }
}

/// Reads the reports of endpoints.
struct EndpointReports {
    private let reader: any SQLReader
    private let condition: String
    private let parameters: [SQLValue]

    init(_ reader: any SQLReader, of token: ObjectID?) {
        self.reader = reader
        condition = token == nil ? "" : "WHERE token_id = $1"
        parameters = token.map { [SQLValue($0)] } ?? []
    }

    /// The reports of all endpoints for which anything waits, was given up, or failed last.
    func all() throws -> [EndpointReport] {
        let waiting = try waiting()
        let dead = try dead()
        let faults = try faults()
        let endpoints = Set(waiting.keys).union(dead.keys).union(faults.keys)
        return endpoints.sorted(by: Self.isBefore).map { endpoint in
            EndpointReport(
                endpoint: endpoint,
                fault: faults[endpoint],
                waiting: waiting[endpoint]?.count ?? 0,
                oldestQueuedAt: waiting[endpoint]?.oldest,
                nextDueAt: waiting[endpoint]?.next,
                deadLetters: dead[endpoint] ?? 0
            )
        }
    }

    private func waiting() throws -> [NotificationEndpoint: (
        count: Int, oldest: Timestamp, next: Timestamp
    )] {
        let rows = try reader.query(
            """
            SELECT project_id, token_id, channel, COUNT(*), MIN(queued_at), MIN(due_at)
            FROM notification \(condition) GROUP BY project_id, token_id, channel
            """,
            parameters
        )
        return try Dictionary(
            rows.map { row in
                (
                    try NotificationEndpoint(row),
                    (try row.int(3), try row.timestamp(4), try row.timestamp(5))
                )
            },
            uniquingKeysWith: { first, _ in first }
        )
    }

    private func dead() throws -> [NotificationEndpoint: Int] {
        let rows = try reader.query(
            """
            SELECT project_id, token_id, channel, COUNT(*)
            FROM dead_letter \(condition) GROUP BY project_id, token_id, channel
            """,
            parameters
        )
        return try Dictionary(
            rows.map { (try NotificationEndpoint($0), try $0.int(3)) },
            uniquingKeysWith: { first, _ in first }
        )
    }

    private func faults() throws -> [NotificationEndpoint: EndpointFault] {
        let rows = try reader.query(
            """
            SELECT project_id, token_id, channel, since, failures, last_error, last_at,
                paused_until
            FROM endpoint_fault \(condition)
            """,
            parameters
        )
        return try Dictionary(
            rows.map { row in
                (
                    try NotificationEndpoint(row),
                    EndpointFault(
                        since: try row.timestamp(3),
                        failures: try row.int(4),
                        lastError: try row.text(5),
                        lastAt: try row.timestamp(6),
                        pausedUntil: try row.optionalTimestamp(7)
                    )
                )
            },
            uniquingKeysWith: { first, _ in first }
        )
    }

    private static func isBefore(
        _ left: NotificationEndpoint,
        _ right: NotificationEndpoint
    ) -> Bool {
        (left.project, left.token, left.channel.rawValue)
            < (right.project, right.token, right.channel.rawValue)
    }
}

extension NotificationEndpoint {
    /// Reads project, token and channel from the first columns.
    fileprivate init(_ row: SQLRow) throws(DatabaseError) {
        guard let channel = NotificationChannel(rawValue: try row.int(2)) else {
            throw .invalid("notification: a channel that this version does not know")
        }
        self.init(
            project: try row.projectID(0),
            token: try row.objectID(1),
            channel: channel
        )
    }
}
