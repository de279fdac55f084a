import AccountsModel
import Database
import Essentials
import MessagingModel
import SQLStore
import TestSupport
import Testing

@Suite struct PipelineStoreTests {
    @Test(arguments: TestStore.allCases)
    func `a message goes from the outbox over its carrier to its receipt`(
        kind: TestStore
    ) async throws {
        try await PipelineWorld.with(kind) { world in
            let key = try await world.accept(1)[0]
            try await world.apply([world.handOff(key)])
            try await world.apply([world.sent(key, "r1")])
            let effects = try await world.apply([world.receipt("r1", .delivered)])
            #expect(effects[0].status == .delivered)
            #expect(effects[0].notifications.map(\.status) == ["delivered"])
            #expect(try await world.depths() == [0, 0, 0, 0, 0])
            #expect(try await world.queuedStatuses() == ["sent", "delivered"])
            #expect(try await world.problems().isEmpty)
        }
    }

    @Test(arguments: TestStore.allCases)
    func `a hand-off that may be stored already continues only its own attempt`(
        kind: TestStore
    ) async throws {
        try await PipelineWorld.with(kind) { world in
            let key = try await world.accept(1)[0]
            func again(_ attempt: Int, mayBeStored: Bool = true) async throws -> MessageStatus? {
                let change = PipelineChange.HandOff(
                    key,
                    carrier: CarrierID("other"),
                    attempt: attempt,
                    at: world.now,
                    mayBeStored: mayBeStored
                )
                return try await world.apply([.handOff(change)])[0].status
            }
            #expect(try await again(1) == .enqueued)
            #expect(try await again(1, mayBeStored: false) == nil)
            #expect(try await again(2) == nil)
            #expect(try await again(1) == .enqueued)
            #expect(try await world.depths() == [0, 0, 1, 0, 0])
            try await world.apply([.doubt(.init(key, at: world.now))])
            #expect(try await again(1) == nil)
            #expect(try await world.depths() == [0, 0, 0, 1, 0])
            #expect(try await world.problems().isEmpty)
        }
    }

    @Test(arguments: TestStore.allCases)
    func `a receipt that comes before the answer is applied after it`(
        kind: TestStore
    ) async throws {
        try await PipelineWorld.with(kind) { world in
            let key = try await world.accept(1)[0]
            try await world.apply([world.handOff(key)])
            let early = try await world.apply([world.receipt("r1", .delivered, key: key)])
            #expect(early[0].status == nil)
            let effects = try await world.apply([world.sent(key, "r1")])
            #expect(effects[0].notifications.map(\.status) == ["sent", "delivered"])
            #expect(try await world.problems().isEmpty)
        }
    }

    @Test(arguments: TestStore.allCases, [true, false])
    func `a receipt that came before a doubt settles it`(
        kind: TestStore,
        isRestart: Bool
    ) async throws {
        try await PipelineWorld.with(kind) { world in
            let key = try await world.accept(1)[0]
            try await world.apply([world.handOff(key)])
            try await world.apply([world.receipt("r1", .delivered, key: key)])
            if isRestart {
                _ = try await world.pipeline.markHandOffsInDoubt(of: .all, at: world.now)
            } else {
                try await world.apply([.doubt(.init(key, at: world.now))])
            }
            #expect(try await world.queuedStatuses() == ["sent", "delivered"])
            #expect(try await world.depths() == [0, 0, 0, 0, 0])
            #expect(try await world.problems().isEmpty)
        }
    }

    @Test(arguments: TestStore.allCases)
    func `answer and receipt in one batch are applied in the order of a message's life`(
        kind: TestStore
    ) async throws {
        try await PipelineWorld.with(kind) { world in
            let key = try await world.accept(1)[0]
            try await world.apply([world.handOff(key)])
            let effects = try await world.apply([
                world.receipt("r1", .delivered, key: key), world.sent(key, "r1"),
            ])
            // Who gave the receipt may hear of its effect first, and must not tell of it yet.
            #expect(
                effects.map { $0.notifications.map(\.status) } == [[], ["sent", "delivered"]]
            )
            #expect(try await world.queuedStatuses() == ["sent", "delivered"])
            #expect(try await world.problems().isEmpty)
        }
    }

    @Test(arguments: TestStore.allCases)
    func `a receipt in one batch with a doubt is reported after what settles the doubt`(
        kind: TestStore
    ) async throws {
        try await PipelineWorld.with(kind) { world in
            let key = try await world.accept(1)[0]
            try await world.apply([world.handOff(key)])
            try await world.apply([world.receipt("r1", .buffered, key: key)])
            let effects = try await world.apply([
                world.receipt("r1", .delivered, key: key), .doubt(.init(key, at: world.now)),
            ])
            #expect(
                effects.map { $0.notifications.map(\.status) }
                    == [[], ["sent", "buffered", "delivered"]]
            )
            #expect(try await world.problems().isEmpty)
        }
    }

    @Test(arguments: TestStore.allCases)
    func `a retry and the next hand-off fit into one batch`(kind: TestStore) async throws {
        try await PipelineWorld.with(kind) { world in
            let key = try await world.accept(1)[0]
            try await world.apply([world.handOff(key)])
            let effects = try await world.apply([
                .retry(.init(key, attempts: 1, dueAt: world.now)), world.handOff(key, attempt: 2),
            ])
            #expect(effects.map(\.status) == [.enqueued, .enqueued])
            #expect(try await world.depths() == [0, 0, 1, 0, 0])
        }
    }

    @Test(arguments: TestStore.allCases)
    func `a doubled receipt changes nothing and leaves nothing behind`(
        kind: TestStore
    ) async throws {
        try await PipelineWorld.with(kind) { world in
            let key = try await world.accept(1)[0]
            try await world.apply([world.handOff(key)])
            try await world.apply([world.sent(key, "r1")])
            let receipt = world.receipt("r1", .delivered, key: key)
            let effects = try await world.apply([receipt, receipt])
            #expect(effects.map(\.status) == [.delivered, nil])
            let again = try await world.apply([world.receipt("r1", .failed, key: key)])
            #expect(again[0].status == nil)
            #expect(try await world.queuedStatuses() == ["sent", "delivered"])
        }
    }

    @Test(arguments: TestStore.allCases)
    func `a message never goes back to a lower status`(kind: TestStore) async throws {
        try await PipelineWorld.with(kind) { world in
            let key = try await world.accept(1)[0]
            try await world.apply([world.handOff(key)])
            try await world.apply([world.sent(key, "r1")])
            try await world.apply([world.receipt("r1", .buffered)])
            let effects = try await world.apply([world.receipt("r1", .accepted)])
            #expect(effects[0].status == nil)
            #expect(try await world.queuedStatuses() == ["sent", "buffered"])
        }
    }

    @Test(arguments: TestStore.allCases)
    func `what no carrier took is refunded once`(kind: TestStore) async throws {
        try await PipelineWorld.with(kind) { world in
            let before = try await world.balance()
            let key = try await world.accept(1)[0]
            let finish = PipelineChange.finish(
                .init(
                    key,
                    status: .error,
                    code: .noRoute,
                    carrierCode: nil,
                    refund: true,
                    at: world.now
                )
            )
            try await world.apply([finish])
            try await world.apply([finish])
            #expect(try await world.balance() == before)
            #expect(try await world.depths() == [0, 0, 0, 0, 0])
            #expect(try await world.problems().isEmpty)
        }
    }

    @Test(arguments: TestStore.allCases)
    func `a hand-off without an answer is in doubt after a restart and a receipt resolves it`(
        kind: TestStore
    ) async throws {
        try await PipelineWorld.with(kind) { world in
            let key = try await world.accept(1)[0]
            try await world.apply([world.handOff(key)])
            #expect(try await world.pipeline.markHandOffsInDoubt(of: .all, at: world.now) == 1)
            #expect(try await world.depths() == [0, 0, 0, 1, 0])
            let doubts = try await world.pipeline.inDoubt(since: world.now, limit: 10)
            #expect(doubts.map(\.key) == [key])
            try await world.apply([world.receipt("r9", .delivered, key: key)])
            #expect(try await world.depths() == [0, 0, 0, 0, 0])
            #expect(try await world.queuedStatuses() == ["sent", "delivered"])
            #expect(try await world.problems().isEmpty)
        }
    }

    @Test(arguments: TestStore.allCases)
    func `all receipts of a hand-off in doubt count when they come in one batch`(
        kind: TestStore
    ) async throws {
        try await PipelineWorld.with(kind) { world in
            let key = try await world.accept(1)[0]
            try await world.apply([world.handOff(key)])
            #expect(try await world.pipeline.markHandOffsInDoubt(of: .all, at: world.now) == 1)
            try await world.apply([
                world.receipt("r9", .buffered, key: key),
                world.receipt("r9", .delivered, key: key),
            ])
            #expect(try await world.statuses([key]) == [.delivered])
            #expect(try await world.depths() == [0, 0, 0, 0, 0])
            #expect(try await world.queuedStatuses() == ["sent", "buffered", "delivered"])
            #expect(try await world.problems().isEmpty)
        }
    }

    @Test(arguments: TestStore.allCases)
    func `a hand-off of a message that left the outbox does not happen`(
        kind: TestStore
    ) async throws {
        try await PipelineWorld.with(kind) { world in
            let key = try await world.accept(1)[0]
            try await world.apply([world.handOff(key)])
            let effects = try await world.apply([world.handOff(key, attempt: 2)])
            #expect(effects[0].status == nil)
            #expect(try await world.depths() == [0, 0, 1, 0, 0])
        }
    }

    @Test(arguments: TestStore.allCases)
    func `messages that the balance does not reach are unpaid and the ledger closes`(
        kind: TestStore
    ) async throws {
        try await PipelineWorld.with(kind, balance: 250) { world in
            let keys = try await world.accept(4)
            let statuses = try await world.statuses(keys)
            #expect(statuses == [.enqueued, .enqueued, .unpaid, .unpaid])
            #expect(try await world.balance() == Money(micros: 50))
            #expect(try await world.problems().isEmpty)
        }
    }

    @Test(arguments: TestStore.allCases)
    func `an inbound message is stored once and told once`(kind: TestStore) async throws {
        try await PipelineWorld.with(kind) { world in
            let key = try await world.accept(1)[0]
            let inbound = PipelineChange.inbound(
                .init(
                    InboundMessage(
                        reference: "in1",
                        origin: .phone(34_600_000_000),
                        recipient: "Acme",
                        text: "STOP",
                        answering: key,
                        at: world.now
                    ),
                    carrier: .simulator,
                    status: "stop"
                )
            )
            try await world.apply([inbound])
            try await world.apply([inbound])
            #expect(try await world.queuedStatuses() == ["stop"])
        }
    }
}
