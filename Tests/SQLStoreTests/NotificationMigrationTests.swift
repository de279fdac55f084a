import AccountsModel
import Database
import Essentials
import MessagingModel
import SQLStore
import TestSupport
import Testing

/// A store that was written before notifications had kinds.
@Suite(.timeLimit(.minutes(2))) struct NotificationMigrationTests {
    private let moment = Timestamp(seconds: 1_780_000_000)
    private let token = ObjectID(high: 9, low: 1)

    private func id(_ number: UInt32) -> ObjectID { ObjectID(high: 1, low: number) }
    private func message(_ number: UInt32) -> ObjectID { ObjectID(high: 5, low: number) }

    /// A row of the tables before: the columns that both have.
    private func row(
        _ number: UInt32,
        channel: Int = 0,
        clientID: String? = nil,
        status: String,
        code: Int = 0,
        inbound: (text: String, from: String, to: String)? = nil
    ) -> [SQLValue] {
        [
            SQLValue(7), SQLValue(token), SQLValue(channel), SQLValue(id(number)),
            SQLValue(message(number)), SQLValue(clientID), SQLValue(status), SQLValue(code),
            SQLValue(moment), SQLValue(inbound?.text), SQLValue(inbound?.from),
            SQLValue(inbound?.to), SQLValue(2), SQLValue(moment + .seconds(30)),
            SQLValue(moment + .seconds(1)),
        ]
    }

    private func notification(
        _ number: UInt32,
        channel: NotificationChannel = .webhook,
        _ payload: NotificationPayload
    ) -> Notification {
        Notification(
            id: id(number),
            endpoint: NotificationEndpoint(project: ProjectID(7), token: token, channel: channel),
            subject: message(number),
            payload: payload,
            eventAt: moment,
            attempts: 2,
            dueAt: moment + .seconds(30),
            queuedAt: moment + .seconds(1)
        )
    }

    private func insert(_ database: Database) async throws {
        let columns = [
            "project_id", "token_id", "channel", "id", "message_id", "client_id", "status", "code",
            "event_at", "inbound_text", "inbound_from", "inbound_to", "attempts", "due_at",
            "queued_at",
        ]
        let text = "Baja \"ya\"\n✋ \\"
        let queued = [
            row(1, clientID: "order \"7\"", status: "failed", code: 3),
            row(2, status: "inbound", inbound: (text, "+34600", "Acme")),
            row(3, channel: 1, status: "delivered"),
        ]
        let dead = [
            row(4, status: "sent"),
            row(5, clientID: "c", status: "stop", inbound: ("STOP", "+34601", "+34900")),
        ]
        try await database.write { tx in
            try tx.insertMany(into: "notification", columns: columns, rows: queued)
            try tx.insertMany(
                into: "dead_letter",
                columns: columns + ["last_error", "died_at"],
                rows: dead.map { $0 + [SQLValue("HTTP 500"), SQLValue(Timestamp(seconds: 9))] }
            )
        }
    }

    @Test(arguments: TestStore.allCases)
    func `queued notifications and dead letters are kept`(kind: TestStore) async throws {
        let position = try #require(
            SQLStore.migrations.firstIndex { $0.name == "0014-notifications" }
        )
        try await kind.withDatabase(migrations: Array(SQLStore.migrations[..<position])) {
            database in
            try await insert(database)
            let clock = ManualClock(moment)
            let store = SQLStore(database, clock: clock, ids: IDSource(clock: clock, process: 1))
            try await store.migrate()

            #expect(try await store.notifications.notificationEndpoints(of: .webhook).count == 1)
            let failed = MessageStatusPayload(status: "failed", code: 3, clientID: "order \"7\"")
            let inbound = InboundMessagePayload(
                status: "inbound",
                clientID: nil,
                text: "Baja \"ya\"\n✋ \\",
                from: "+34600",
                to: "Acme"
            )
            let queued = [
                notification(1, .messageStatus(failed)),
                notification(2, .inboundMessage(inbound)),
            ]
            let endpoint = queued[0].endpoint
            #expect(
                try await store.notifications.queuedNotifications(
                    for: endpoint,
                    after: nil,
                    limit: 9
                ) == queued
            )
            let delivered = MessageStatusPayload(status: "delivered", code: 0, clientID: nil)
            let receipt = notification(3, channel: .smpp, .messageStatus(delivered))
            #expect(
                try await store.notifications.queuedNotifications(
                    for: receipt.endpoint,
                    ids: [id(3)]
                )
                    == [receipt]
            )
            let sent = MessageStatusPayload(status: "sent", code: 0, clientID: nil)
            let stop = InboundMessagePayload(
                status: "stop",
                clientID: "c",
                text: "STOP",
                from: "+34601",
                to: "+34900"
            )
            let dead = [
                notification(4, .messageStatus(sent)), notification(5, .inboundMessage(stop)),
            ].map {
                DeadLetter(notification: $0, lastError: "HTTP 500", at: Timestamp(seconds: 9))
            }
            #expect(try await store.notifications.deadLetters(of: nil, limit: 9) == dead)
        }
    }
}
