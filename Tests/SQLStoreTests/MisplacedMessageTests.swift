import Essentials
import MessagingModel
import TestSupport
import Testing

/// Changes of messages that are elsewhere by then: each message stays in exactly one place.
@Suite struct MisplacedMessageTests {
    @Test(arguments: TestStore.allCases)
    func `an answer that comes after the retry takes the message out of the outbox`(
        kind: TestStore
    ) async throws {
        try await PipelineWorld.with(kind) { world in
            let keys = try await world.accept(2)
            try await world.apply(keys.map { world.handOff($0) })
            try await world.apply([world.retry(keys[0])])
            let effects = try await world.apply([
                world.sent(keys[1], "r1"), world.sent(keys[0], "r0"),
            ])
            #expect(effects.map(\.status) == [.sent, .sent])
            #expect(try await world.depths() == [0, 0, 0, 0, 2])
            let again = try await world.apply([world.handOff(keys[0], attempt: 2)])
            #expect(again[0].status == nil)
            #expect(try await world.problems().isEmpty)
        }
    }

    @Test(arguments: TestStore.allCases)
    func `a message is not handed off after its late answer in the same batch`(
        kind: TestStore
    ) async throws {
        try await PipelineWorld.with(kind) { world in
            let key = try await world.accept(1)[0]
            try await world.apply([world.handOff(key)])
            try await world.apply([world.retry(key)])
            let effects = try await world.apply([
                world.sent(key, "r1"), world.handOff(key, attempt: 2),
            ])
            #expect(effects.map(\.status) == [.sent, nil])
            #expect(try await world.depths() == [0, 0, 0, 0, 1])
            #expect(try await world.problems().isEmpty)
        }
    }

    @Test(arguments: TestStore.allCases)
    func `a message is not handed off after its end in the same batch`(
        kind: TestStore
    ) async throws {
        try await PipelineWorld.with(kind) { world in
            let key = try await world.accept(1)[0]
            let effects = try await world.apply([world.finish(key), world.handOff(key)])
            #expect(effects.map(\.status) == [.error, nil])
            #expect(try await world.depths() == [0, 0, 0, 0, 0])
            #expect(try await world.problems().isEmpty)
        }
    }

    @Test(arguments: TestStore.allCases)
    func `an answer for a scheduled message is ignored`(kind: TestStore) async throws {
        try await PipelineWorld.with(kind) { world in
            let key = try await world.acceptScheduled()
            let effects = try await world.apply([world.sent(key, "r1")])
            #expect(effects[0].status == nil)
            #expect(try await world.depths() == [1, 0, 0, 0, 0])
            #expect(try await world.problems().isEmpty)
        }
    }

    @Test(arguments: TestStore.allCases)
    func `a retry and a doubt of a message that is not handed off are ignored`(
        kind: TestStore
    ) async throws {
        try await PipelineWorld.with(kind) { world in
            let scheduled = try await world.acceptScheduled()
            let keys = try await world.accept(2)
            try await world.apply([world.handOff(keys[1])])
            try await world.apply([world.sent(keys[1], "r1")])
            let depths = try await world.depths()
            for key in keys + [scheduled] {
                let effects = try await world.apply([
                    world.retry(key), .doubt(.init(key, at: world.now)),
                ])
                #expect(effects.map(\.status) == [nil, nil])
            }
            #expect(try await world.depths() == depths)
            #expect(try await world.problems().isEmpty)
        }
    }

    @Test(arguments: TestStore.allCases)
    func `a doubt of a message that is back in the outbox keeps its early receipt`(
        kind: TestStore
    ) async throws {
        try await PipelineWorld.with(kind) { world in
            let key = try await world.accept(1)[0]
            try await world.apply([world.handOff(key)])
            try await world.apply([world.receipt("r1", .delivered, key: key)])
            try await world.apply([world.retry(key)])
            try await world.apply([.doubt(.init(key, at: world.now))])
            let effects = try await world.apply([world.sent(key, "r1")])
            #expect(effects[0].notifications.map(\.status) == ["sent", "delivered"])
            #expect(try await world.depths() == [0, 0, 0, 0, 0])
            #expect(try await world.problems().isEmpty)
        }
    }

    @Test(arguments: TestStore.allCases)
    func `the end of a message takes it out of whatever place it is in`(
        kind: TestStore
    ) async throws {
        try await PipelineWorld.with(kind) { world in
            let scheduled = try await world.acceptScheduled()
            let keys = try await world.accept(4)
            try await world.apply(keys[1...].map { world.handOff($0) })
            try await world.apply([
                .doubt(.init(keys[2], at: world.now)), world.sent(keys[3], "r3"),
            ])
            #expect(try await world.depths() == [1, 1, 1, 1, 1])
            let effects = try await world.apply((keys + [scheduled]).map { world.finish($0) })
            #expect(effects.map(\.status) == Array(repeating: .error, count: 5))
            #expect(try await world.depths() == [0, 0, 0, 0, 0])
            let released = try await world.apply([.release(.init(scheduled, at: world.now))])
            #expect(released[0].status == nil)
            #expect(try await world.problems().isEmpty)
        }
    }
}

extension PipelineWorld {
    /// Accepts a message that is due in a minute.
    fileprivate func acceptScheduled() async throws -> MessageKey {
        try await accept(message(scheduledAt: now + .seconds(60)))
    }

    fileprivate func retry(_ key: MessageKey) -> PipelineChange {
        .retry(.init(key, attempts: 1, dueAt: now))
    }

    fileprivate func finish(_ key: MessageKey) -> PipelineChange {
        .finish(
            .init(
                key,
                status: .error,
                code: .networkError,
                carrierCode: nil,
                refund: true,
                at: now
            )
        )
    }
}
