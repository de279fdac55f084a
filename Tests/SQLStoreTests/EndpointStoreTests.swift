import AccountsModel
import Essentials
import MessagingModel
import SQLStore
import TestSupport
import Testing

@Suite struct EndpointStoreTests {
    @Test(arguments: TestStore.allCases)
    func `a fault begins with the first failure, grows, and ends with a success`(
        kind: TestStore
    ) async throws {
        try await PipelineWorld.with(kind) { world in
            let store = world.fixture.store.notifications
            let endpoint = NotificationEndpoint(project: world.token.project, token: world.token.id)
            let other = NotificationEndpoint(
                project: world.token.project,
                token: world.token.id,
                channel: .smpp
            )
            try await store.note([world.note(endpoint, 2, "HTTP 500"), world.note(other, 1, "no")])
            world.fixture.clock.advance(by: .seconds(5))
            try await store.note([world.note(endpoint, 1, "timed out")])
            let reports = try await store.endpointReports(of: world.token.id)
            let fault = try #require(reports.first { $0.endpoint == endpoint }?.fault)
            #expect(fault.failures == 3)
            #expect(fault.lastError == "timed out")
            #expect(fault.since < fault.lastAt)
            #expect(try await store.failingEndpoints(of: .webhook) == [endpoint])
            #expect(try await store.failingEndpoints(of: .smpp) == [other])
            try await store.note([EndpointNote(endpoint: endpoint, isRecovered: true)])
            #expect(try await store.failingEndpoints(of: .webhook).isEmpty)
            let left = try await store.failedAttempts(of: world.token.id, limit: 10)
            #expect(left.first?.reason == "timed out")
            #expect(left.count == 4)
            // A success and a failure after it, in one note.
            var again = world.note(endpoint, 1, "refused")
            again.isRecovered = true
            try await store.note([again])
            let renewed = try await store.endpointReports(of: world.token.id)
            #expect(renewed.first { $0.endpoint == endpoint }?.fault?.failures == 1)
        }
    }

    @Test(arguments: TestStore.allCases)
    func `the last hundred attempts of an endpoint are kept`(kind: TestStore) async throws {
        try await PipelineWorld.with(kind) { world in
            let store = world.fixture.store.notifications
            let endpoint = NotificationEndpoint(project: world.token.project, token: world.token.id)
            for round in 0..<12 {
                world.fixture.clock.advance(by: .seconds(1))
                try await store.note([world.note(endpoint, 20, "round \(round)")])
            }
            let kept = try await store.failedAttempts(of: world.token.id, limit: 1000)
            #expect(kept.count == 100)
            #expect(kept.first?.reason == "round 11")
            #expect(kept.last?.reason == "round 7")
        }
    }

    @Test(arguments: TestStore.allCases)
    func `open notifications of a message have their last error`(kind: TestStore) async throws {
        try await PipelineWorld.with(kind) { world in
            let key = try await world.accept(1)[0]
            try await world.apply([world.handOff(key)])
            try await world.apply([world.sent(key, "r1")])
            let store = world.fixture.store.notifications
            let queued = try #require(try await world.queued(.webhook).first)
            let attempt = FailedAttempt(
                notification: queued.id,
                subject: key.id,
                at: world.now,
                reason: String(repeating: "é", count: 2000)
            )
            try await store.note([
                EndpointNote(
                    endpoint: queued.endpoint,
                    attempts: [attempt],
                    failures: 1,
                    failingSince: world.now
                )
            ])
            let open = try await store.openNotifications(about: key.id, in: key.project)
            #expect(open.map(\.notification.id) == [queued.id])
            #expect(open.first?.lastAttemptAt == world.now)
            #expect(open.first?.lastError?.count == 300)
            #expect(open.first?.givenUpAt == nil)
            try await store.record([
                NotificationSettlement(
                    endpoint: queued.endpoint,
                    id: queued.id,
                    outcome: .dead(reason: "HTTP 410", at: world.now, attempts: 9)
                )
            ])
            let dead = try await store.openNotifications(about: key.id, in: key.project)
            #expect(dead.map(\.lastError) == ["HTTP 410"])
            #expect(dead.first?.givenUpAt == world.now)
            #expect(try await world.problems().isEmpty)
        }
    }
}

extension PipelineWorld {
    /// A note of so many failures, a millisecond apart.
    fileprivate func note(
        _ endpoint: NotificationEndpoint,
        _ count: Int,
        _ reason: String
    ) -> EndpointNote {
        let attempts = (0..<count).map { number in
            FailedAttempt(
                notification: fixture.ids.next(),
                subject: fixture.ids.next(),
                at: now + .milliseconds(number),
                reason: reason
            )
        }
        return EndpointNote(
            endpoint: endpoint,
            attempts: attempts,
            failures: count,
            failingSince: attempts.first?.at
        )
    }
}
