import AccountsModel
import Database
import Essentials
import MessagingModel
import SQLStore
import TestSupport
import Testing

@testable import SQLStore

/// The contract of the notification store, on both databases.
@Suite(.timeLimit(.minutes(2))) struct NotificationStoreTests {
    private let moment = Timestamp(seconds: 1_780_000_000)

    private func withStore(
        _ kind: TestStore,
        _ body: (SQLStore) async throws -> Void
    ) async throws {
        try await kind.withDatabase(migrations: SQLStore.migrations) { database in
            let clock = ManualClock(moment)
            let ids = IDSource(clock: clock, process: 3)
            try await body(SQLStore(database, clock: clock, ids: ids))
        }
    }

    private func notification(
        _ number: UInt32,
        token: UInt32 = 1,
        project: Int64 = 1,
        inbound: InboundMessagePayload? = nil
    ) -> Notification {
        Notification(
            id: ObjectID(high: 1, low: number),
            endpoint: NotificationEndpoint(
                project: ProjectID(project),
                token: ObjectID(high: 9, low: token)
            ),
            subject: ObjectID(high: 5, low: number),
            payload: inbound.map { .inboundMessage($0) }
                ?? .messageStatus(
                    MessageStatusPayload(
                        status: "delivered",
                        code: 3,
                        clientID: number % 2 == 0 ? "order-\(number)" : nil
                    )
                ),
            eventAt: moment + .milliseconds(5),
            attempts: 2,
            dueAt: moment + .seconds(7),
            queuedAt: moment
        )
    }

    private func insert(_ notifications: [Notification], _ store: SQLStore) async throws {
        try await store.database.write { tx in try tx.insert(notifications) }
    }

    private func audit() -> AuditEntry {
        AuditEntry(
            id: ObjectID(high: 77, low: 1),
            at: moment + .seconds(100),
            actor: "test",
            action: "webhook.replay",
            subject: "all",
            details: ""
        )
    }

    @Test(arguments: TestStore.allCases)
    func `notifications come back as they were, in pages by id`(kind: TestStore) async throws {
        try await withStore(kind) { store in
            let inbound = InboundMessagePayload(
                status: "stop",
                clientID: "order-3",
                text: "Baja ✋",
                from: "+34600",
                to: "+34900"
            )
            let all = [notification(1), notification(2), notification(3, inbound: inbound)]
            try await insert(all + [notification(4, token: 2), notification(5, project: 2)], store)
            let endpoint = all[0].endpoint
            #expect(
                try await store.notifications.queuedNotifications(
                    for: endpoint,
                    after: nil,
                    limit: 10
                ) == all
            )
            #expect(
                try await store.notifications.queuedNotifications(
                    for: endpoint,
                    after: all[0].id,
                    limit: 1
                )
                    == [all[1]]
            )
            #expect(
                try await store.notifications.queuedNotifications(
                    for: endpoint,
                    ids: [all[2].id, ObjectID(high: 1, low: 4), all[0].id]
                ) == [all[2], all[0]]
            )
        }
    }

    @Test(arguments: TestStore.allCases)
    func `each endpoint that has anything queued is named once`(kind: TestStore) async throws {
        try await withStore(kind) { store in
            #expect(try await store.notifications.notificationEndpoints(of: .webhook) == [])
            try await insert(
                [
                    notification(1, token: 2), notification(2, token: 2), notification(3),
                    notification(4, project: 2),
                ],
                store
            )
            let endpoints = try await store.notifications.notificationEndpoints(of: .webhook)
            #expect(
                endpoints == [
                    notification(3).endpoint, notification(1, token: 2).endpoint,
                    notification(4, project: 2).endpoint,
                ]
            )
        }
    }

    @Test(arguments: TestStore.allCases)
    func `outcomes remove, postpone or bury`(kind: TestStore) async throws {
        try await withStore(kind) { store in
            let all = (1...5).map { notification($0) }
            try await insert(all, store)
            let endpoint = all[0].endpoint
            func settlement(_ index: Int, _ outcome: NotificationOutcome) -> NotificationSettlement
            {
                NotificationSettlement(endpoint: endpoint, id: all[index].id, outcome: outcome)
            }
            let later = moment + .seconds(500)
            try await store.notifications.record([
                settlement(0, .delivered), settlement(1, .dropped),
                settlement(2, .retry(at: later, attempts: 3)),
                settlement(3, .retry(at: later, attempts: 3)),
                settlement(3, .dead(reason: "HTTP 500", at: later, attempts: 9)),
            ])
            // Again, as after an answer of the store that was lost: missing rows are ignored.
            try await store.notifications.record([settlement(0, .delivered)])
            let left = try await store.notifications.queuedNotifications(
                for: endpoint,
                after: nil,
                limit: 10
            )
            #expect(left.map(\.id) == [all[2].id, all[4].id])
            #expect(left.map(\.attempts) == [3, 2])
            #expect(left.map(\.dueAt) == [later, all[4].dueAt])
            let letters = try await store.notifications.deadLetters(of: nil, limit: 10)
            let letter = try #require(letters.first)
            #expect(letters.count == 1)
            #expect(letter.notification.id == all[3].id)
            #expect(letter.notification.attempts == 9)
            #expect(letter.lastError == "HTTP 500")
            #expect(letter.at == later)
        }
    }

    @Test(arguments: TestStore.allCases)
    func `dead letters are replayed from scratch or discarded`(kind: TestStore) async throws {
        try await withStore(kind) { store in
            let all = [notification(1), notification(2), notification(3, token: 2)]
            try await insert(all, store)
            try await store.notifications.record(
                all.map {
                    NotificationSettlement(
                        endpoint: $0.endpoint,
                        id: $0.id,
                        outcome: .dead(reason: "gone", at: moment, attempts: 9)
                    )
                }
            )
            #expect(try await store.notifications.notificationEndpoints(of: .webhook) == [])
            #expect(
                try await store.notifications.deadLetters(of: all[2].token, limit: 9).map(
                    \.notification.id
                )
                    == [all[2].id]
            )
            let told = Locked(0)
            store.onChange(of: .webhooks) { told.withLock { $0 += 1 } }
            #expect(
                try await store.notifications.replay(.notification(all[0].id), audit: audit()) == 1
            )
            #expect(told.withLock { $0 } == 1)
            let queued = try await store.notifications.queuedNotifications(
                for: all[0].endpoint,
                after: nil,
                limit: 9
            )
            #expect(queued.map(\.id) == [all[0].id])
            #expect(queued.map(\.attempts) == [0])
            #expect(queued.map(\.dueAt) == [audit().at])
            #expect(queued.map(\.queuedAt) == [audit().at])
            let other = AuditEntry(
                id: ObjectID(high: 77, low: 2),
                at: moment,
                actor: "test",
                action: "webhook.discard",
                subject: "all",
                details: ""
            )
            #expect(try await store.notifications.discard(.token(all[2].token), audit: other) == 1)
            #expect(
                try await store.notifications.deadLetters(of: nil, limit: 9).map(\.notification.id)
                    == [all[1].id]
            )
            #expect(try await store.accounts.auditLog(limit: 9).count == 2)
        }
    }
}
