import AccountsModel
import Essentials
import MessagingModel
import SQLStore
import TestSupport
import Testing

/// What the store does when the clock is moved.
@Suite struct DeadlineTests {
    private static let cases = TestStore.allCases.flatMap { kind in
        [Duration.seconds(3 * 86_400), .seconds(-3600)].map { (kind, $0) }
    }

    @Test(arguments: cases)
    func `everything that waits moves along, and is in one place`(
        kind: TestStore,
        step: Duration
    ) async throws {
        try await PipelineWorld.with(kind) { world in
            let keys = try await world.accept(4)
            try await world.apply([
                world.handOff(keys[0]), world.handOff(keys[1]), world.handOff(keys[2]),
            ])
            try await world.apply([
                world.sent(keys[0], "a"),
                .retry(.init(keys[1], attempts: 1, dueAt: world.now + .seconds(60))),
                .doubt(.init(keys[2], at: world.now)),
            ])
            let notified = try await world.queued(.webhook)
            let before = try await world.waiting()
            let mark = ClockMark(
                boot: "b",
                sinceBoot: Timestamp(seconds: 5),
                time: world.now + step
            )
            try await world.fixture.store.moveDeadlines(by: step, mark)
            let after = try await world.waiting()
            #expect(after.map(\.dueAt) == before.map { $0.dueAt + step })
            #expect(after.map(\.expiresAt) == before.map { $0.expiresAt + step })
            let end = world.now + .seconds(48 * 3600) + step
            let pipeline = world.pipeline
            #expect(try await pipeline.overdue(at: end - .seconds(1), limit: 9) == [])
            #expect(try await pipeline.overdue(at: end, limit: 9) == [keys[0]])
            #expect(try await pipeline.inDoubt(since: world.now + step, limit: 9).count == 1)
            #expect(
                try await pipeline.inDoubt(since: world.now + step - .seconds(1), limit: 9) == []
            )
            let moved = try await world.queued(.webhook)
            #expect(moved.map(\.queuedAt) == notified.map { $0.queuedAt + step })
            #expect(try await world.fixture.store.clockMark() == mark)
            #expect(
                try await world.fixture.store.diagnosis.findings().allSatisfy {
                    $0.weight == .note
                }
            )
        }
    }
}

extension PipelineWorld {
    fileprivate func waiting() async throws -> [QueuedMessage] {
        try await pipeline.outbox(of: token.project, limit: 10)
    }
}

extension QueuedMessage {
    fileprivate var expiresAt: Timestamp { submission.expiresAt }
}
