import AccountsModel
import Essentials
import MessagingModel
import NotificationDelivery
import NotificationScheduling
import Telemetry
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(1))) struct NotificationServiceTests {
    private let token = WebhookFixture.token(1)

    private func messageIDs(_ sink: HTTPSink) -> [String] {
        sink.requests.map { request in
            let text = String(decoding: request.body, as: UTF8.self)
            return String(text.dropFirst(7).prefix(24))
        }
    }

    @Test func `a notification is posted once, signed, and forgotten`() async throws {
        let sink = HTTPSink()
        let fixture = try WebhookFixture(targets: [token: sink.url("/hook")])
        fixture.service.start()
        let notification = fixture.notification(message: 3, clientID: "order-77")
        fixture.publish([notification])
        try await fixture.waitUntilDelivered()
        let request = try #require(sink.requests.first)
        #expect(sink.requestCount == 1)
        #expect(request.method == "POST")
        #expect(request.header("Content-Type") == "application/json")
        #expect(request.header("webhook-id") == notification.id.description)
        #expect(request.header("webhook-timestamp") == "\(fixture.clock.now.seconds)")
        #expect(request.header("webhook-signature")?.hasPrefix("v1,") == true)
        #expect(
            String(decoding: request.body, as: UTF8.self)
                == #"{"id":"000000000000000500000003","clientId":"order-77","#
                + #""status":"delivered","code":0,"eventAt":"2026-05-28T20:26:40Z"}"#
        )
        #expect(await fixture.service.drain(within: .seconds(5)) == 0)
    }

    @Test func `notifications of one message arrive in order whatever their batch's order`()
        async throws
    {
        let sink = HTTPSink()
        let fixture = try WebhookFixture(targets: [token: sink.url()])
        fixture.service.start()
        var all: [Notification] = []
        for status in ["sent", "buffered", "delivered"] {
            for message in 0..<50 as Range<UInt32> {
                all.append(fixture.notification(message: message, status: status))
            }
        }
        fixture.publish(Array(all.reversed()))
        try await fixture.waitUntilDelivered()
        var seen: [String: [String]] = [:]
        for request in sink.requests {
            let body = String(decoding: request.body, as: UTF8.self)
            let id = String(body.dropFirst(7).prefix(24))
            let word = ["sent", "buffered", "delivered"].first { body.contains("\"\($0)\"") }
            seen[id, default: []].append(word ?? "")
        }
        #expect(seen.count == 50)
        #expect(seen.values.allSatisfy { $0 == ["sent", "buffered", "delivered"] })
    }

    @Test func `a failed call is made again with the same id, later ones wait`() async throws {
        let failures = Locked(1)
        let sink = HTTPSink { _ in
            let fails = failures.withLock { left in
                defer { left -= 1 }
                return left > 0
            }
            return .answer(status: fails ? 503 : 204)
        }
        let fixture = try WebhookFixture(targets: [token: sink.url()])
        fixture.service.start()
        let first = fixture.notification(message: 1, status: "sent")
        let second = fixture.notification(message: 1)
        fixture.publish([first, second])
        try await waitUntil { fixture.store.queued.contains { $0.attempts == 1 } }
        #expect(sink.requestCount == 1)
        fixture.pass(.seconds(30))
        try await fixture.waitUntilDelivered()
        let ids = sink.requests.map { $0.header("webhook-id") }
        #expect(ids == [first.id, first.id, second.id].map(\.description))
        let stamps = sink.requests.compactMap { $0.header("webhook-timestamp") }.compactMap(
            Int.init
        )
        #expect(stamps[1] - stamps[0] == 30)
        // What waited for its retry was read again.
        #expect(fixture.store.fetchCount == 1)
    }

    @Test func `what the store held before is delivered after a start, in order`() async throws {
        let sink = HTTPSink()
        let fixture = try WebhookFixture(targets: [token: sink.url()])
        let stored = (0..<30).map { fixture.notification(message: UInt32($0 % 3)) }
        fixture.store.insert(stored)
        // Told of before the start: waits for what is older.
        fixture.publish([fixture.notification(message: 1, status: "failed")])
        fixture.service.start()
        try await fixture.waitUntilDelivered()
        #expect(sink.requestCount == 31)
        let last = try #require(
            sink.requests.last { String(decoding: $0.body, as: UTF8.self).contains("000001\"") }
        )
        #expect(String(decoding: last.body, as: UTF8.self).contains("failed"))
    }

    @Test func `more than the memory holds is delivered through the store`() async throws {
        let sink = HTTPSink()
        var configuration = NotificationConfiguration()
        configuration.policy.mostHeld = 32
        configuration.policy.largestPage = 16
        configuration.mostWaiting = 100
        let fixture = try WebhookFixture(configuration: configuration, targets: [token: sink.url()])
        fixture.service.start()
        let all = (0..<600).map { fixture.notification(message: UInt32($0 % 40)) }
        for start in stride(from: 0, to: 600, by: 60) {
            fixture.publish(Array(all[start..<start + 60]))
        }
        try await fixture.waitUntilDelivered()
        #expect(sink.requestCount == 600)
        #expect(fixture.store.pageCount > 1)
        let ids = sink.requests.compactMap { $0.header("webhook-id").flatMap(ObjectID.init) }
        var last: [String: ObjectID] = [:]
        for (id, message) in zip(ids, messageIDs(sink)) {
            #expect(last[message].map { $0 < id } ?? true)
            last[message] = id
        }
    }

    @Test func `a dead endpoint does not slow another and its breaker is shown`() async throws {
        let dead = HTTPSink { _ in .close }
        let alive = HTTPSink()
        var configuration = NotificationConfiguration()
        configuration.policy.breaker.failuresToOpen = 3
        let other = WebhookFixture.token(2)
        let fixture = try WebhookFixture(
            configuration: configuration,
            targets: [token: dead.url(), other: alive.url()]
        )
        fixture.service.start()
        fixture.publish((0..<100).map { fixture.notification(message: $0) })
        fixture.publish((0..<100).map { fixture.notification(token: 2, message: $0) })
        try await waitUntil { fixture.store.queuedCount == 100 }
        #expect(alive.requestCount == 100)
        let shown = "webhook_breaker{token=\"\(token)\"} 2"
        try await waitUntil {
            String(decoding: fixture.metrics.render(), as: UTF8.self).contains(shown)
        }
        #expect(dead.requestCount <= 16)
    }

    @Test func `what fails for a day is a dead letter, and a replay delivers it`() async throws {
        let isUp = Locked(false)
        let sink = HTTPSink { _ in .answer(status: isUp.withLock { $0 } ? 200 : 500) }
        let fixture = try WebhookFixture(targets: [token: sink.url()])
        fixture.service.start()
        fixture.publish([fixture.notification(message: 1)])
        for _ in 0..<40 where fixture.store.dead.isEmpty {
            let count = sink.requestCount
            let attempts = fixture.store.queued.first?.attempts
            fixture.pass(.seconds(12 * 3600))
            try await waitUntil {
                sink.requestCount > count || !fixture.store.dead.isEmpty
                    || fixture.store.queued.first?.attempts != attempts
            }
        }
        let letter = try #require(fixture.store.dead.first)
        #expect(letter.lastError.contains("HTTP 500"))
        isUp.withLock { $0 = true }
        let audit = AuditEntry(
            id: letter.notification.id,
            at: fixture.clock.now,
            actor: "test",
            action: "webhook.replay",
            subject: "",
            details: ""
        )
        #expect(try await fixture.store.replay(.all, audit: audit) == 1)
        fixture.service.search()
        try await fixture.waitUntilDelivered()
    }

    @Test func `a token without callback has its notifications dropped`() async throws {
        let fixture = try WebhookFixture(targets: [:])
        fixture.service.start()
        fixture.publish([fixture.notification(message: 1), fixture.notification(message: 1)])
        try await fixture.waitUntilDelivered()
        let text = String(decoding: fixture.metrics.render(), as: UTF8.self)
        #expect(text.contains("webhook_outcomes_total{outcome=\"dropped\"} 2"))
    }

    @Test func `a callback that is not known yet costs no attempt and keeps the order`()
        async throws
    {
        let sink = HTTPSink()
        let asked = Locked(0)
        let fixture = try WebhookFixture(targets: [token: sink.url()]) {
            asked.withLock { asked in
                asked += 1
                return asked <= 2
            }
        }
        fixture.service.start()
        let all = ["sent", "delivered"].map { fixture.notification(message: 1, status: $0) }
        fixture.publish(all)
        try await waitUntil {
            fixture.pass(.seconds(1))
            return fixture.store.queuedCount == 0
        }
        #expect(sink.requests.map { $0.header("webhook-id") } == all.map(\.id.description))
        let text = String(decoding: fixture.metrics.render(), as: UTF8.self)
        #expect(text.contains("webhook_outcomes_total{outcome=\"failed\"} 0"))
    }

    @Test func `outcomes survive a store that fails for a while`() async throws {
        let sink = HTTPSink()
        let store = MemoryNotificationStore()
        store.fail(times: 2)
        var configuration = NotificationConfiguration()
        configuration.policy.pauseAfterFault = .milliseconds(5)
        let fixture = try WebhookFixture(
            store: store,
            configuration: configuration,
            targets: [token: sink.url()]
        )
        fixture.service.start()
        fixture.publish([fixture.notification(message: 1)])
        try await waitUntil {
            fixture.pass(.milliseconds(10))
            return store.queuedCount == 0
        }
        store.fail(times: 3)
        fixture.publish([fixture.notification(message: 2)])
        try await waitUntil {
            fixture.pass(.milliseconds(10))
            return store.queuedCount == 0
        }
        #expect(sink.requestCount == 2)
    }

    @Test func `draining waits for calls in flight and reports what is left`() async throws {
        let sink = HTTPSink { _ in .hold }
        let fixture = try WebhookFixture(targets: [token: sink.url()])
        fixture.service.start()
        fixture.publish([fixture.notification(message: 1)])
        try await waitUntil { sink.requestCount == 1 }
        #expect(await fixture.service.drain(within: .milliseconds(20)) == 1)
        #expect(fixture.store.queuedCount == 1)
        #expect(await fixture.service.drain(within: .seconds(1)) == 0)
    }
}
