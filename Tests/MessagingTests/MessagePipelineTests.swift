import AccountsModel
import Essentials
import MemoryPorts
import MessageDispatch
import Messaging
import MessagingModel
import SMSText
import Testing

/// The pipeline's thread, on a store in memory.
@Suite struct MessagePipelineTests {
    private let clock = ManualClock()
    private let ids: IDSource
    private let store: MemoryMessageStore
    private let organization = OrganizationID(1)

    init() {
        ids = IDSource(clock: clock, process: 1)
        store = MemoryMessageStore(clock: clock, ids: ids)
        store.topUp(organization, by: Money(micros: 1_000_000))
    }

    private func pipeline(
        _ notify: @escaping @Sendable ([Notification]) -> Void = { _ in }
    ) -> MessagePipeline {
        MessagePipeline(
            store: store,
            clock: clock,
            configuration: PipelineConfiguration(),
            observer: Unobserved(),
            notify: notify
        )
    }

    /// Accepts messages, and returns them as they wait in the outbox.
    private func accept(_ count: Int) async throws -> [QueuedMessage] {
        let messages = (0..<count).map { _ in
            Message.draft(ids.next(), organization: organization, at: clock.now)
        }
        _ = try await store.accept(
            Intake(organization: organization, messages: messages, idempotency: nil)
        )
        return messages.map { QueuedMessage($0, attempts: 0, dueAt: clock.now) }
    }

    private static let routes = StoredRoutes([
        Route(id: ObjectID(high: 1, low: 0), carrier: .simulator)
    ])

    private func waitUntil(_ condition: () -> Bool) async throws {
        for _ in 0..<3000 where !condition() { try await Task.sleep(for: .milliseconds(10)) }
    }

    @Test func `accepted messages are delivered, notified and acknowledged`() async throws {
        store.addCallback(of: Message.token)
        let statuses = Locked<[String]>([])
        let pipeline = pipeline { notifications in
            statuses.withLock { $0 += notifications.map(\.status) }
        }
        let carrier = TestCarrier(.simulator, clock: clock)
        try await pipeline.start(carriers: [carrier], routes: Self.routes, settings: [])
        pipeline.enqueue(try await accept(50))
        try await waitUntil { carrier.acknowledgedCount == 50 }
        await pipeline.stop(carriers: [carrier])
        #expect(store.messages.allSatisfy { $0.status == .delivered })
        #expect(carrier.acknowledgedCount == 50)
        #expect(statuses.withLock { $0 }.count { $0 == "sent" } == 50)
        #expect(statuses.withLock { $0 }.count { $0 == "delivered" } == 50)
    }

    @Test func `what waits in the outbox at start is sent`() async throws {
        _ = try await accept(20)
        let pipeline = pipeline()
        let carrier = TestCarrier(.simulator, clock: clock)
        try await pipeline.start(carriers: [carrier], routes: Self.routes, settings: [])
        try await waitUntil { carrier.acknowledgedCount == 20 }
        await pipeline.stop(carriers: [carrier])
        #expect(store.messages.allSatisfy { $0.status == .delivered })
    }

    @Test func `a store that fails for a while loses nothing`() async throws {
        let pipeline = pipeline()
        let carrier = TestCarrier(.simulator, clock: clock)
        try await pipeline.start(carriers: [carrier], routes: Self.routes, settings: [])
        let messages = try await accept(20)
        store.fail(with: .unavailable("away"))
        pipeline.enqueue(messages)
        try await Task.sleep(for: .milliseconds(20))
        store.fail(with: nil)
        for _ in 0..<1000 where carrier.acknowledgedCount < 20 {
            clock.advance(by: .seconds(1))
            try await Task.sleep(for: .milliseconds(10))
        }
        await pipeline.stop(carriers: [carrier])
        #expect(store.messages.allSatisfy { $0.status == .delivered })
    }

    @Test func `hand-offs that an earlier process left are in doubt`() async throws {
        let messages = try await accept(1)
        let key = messages[0].submission.key
        store.apply([.handOff(.init(key, carrier: .simulator, attempt: 1, at: clock.now))]) { _ in }
        let pipeline = pipeline()
        try await pipeline.acquire(.all)
        #expect(try await store.depths().inDoubt == 1)
    }
}

private struct Unobserved: PipelineObserver {
    func observe(_ report: PipelineReport) {}
}

extension Message {
    fileprivate static let token = ObjectID(high: 7, low: 7)

    fileprivate static func draft(
        _ id: ObjectID,
        organization: OrganizationID,
        at now: Timestamp
    ) -> Message {
        Message(
            key: MessageKey(project: ProjectID(1), id: id),
            organization: organization,
            token: token,
            clientID: nil,
            status: .enqueued,
            statusCode: nil,
            sender: "Acme",
            recipient: "+34600000000",
            destination: 34_600_000_000,
            country: "ES",
            text: "Hello",
            deliveredText: "Hello",
            allowsUnicode: false,
            isUnicode: false,
            encoding: .gsm7,
            charactersCount: 5,
            partsCount: 1,
            pricePerPart: Money(micros: 100),
            isCharged: false,
            chargeEntry: nil,
            isTest: false,
            createdAt: now,
            scheduledAt: nil,
            sentAt: nil,
            deliveredAt: nil,
            expiresAt: now + .seconds(172_800),
            carrier: nil
        )
    }
}
