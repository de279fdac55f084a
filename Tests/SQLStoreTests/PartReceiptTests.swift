import Essentials
import MessagingModel
import SQLStore
import TestSupport
import Testing

/// Messages of several parts, each with a reference and receipts of its own.
@Suite struct PartReceiptTests {
    @Test(arguments: TestStore.allCases)
    func `a message is delivered with the last of its parts`(kind: TestStore) async throws {
        try await PipelineWorld.with(kind) { world in
            let key = try await world.taken(["a", "b", "c"])
            let first = try await world.apply([world.report("b"), world.report("b")])
            #expect(first.map(\.status) == [nil, nil])
            #expect(try await world.statuses([key]) == [.sent])
            let last = try await world.apply([
                world.report("a"), world.report("b"), world.report("c"),
            ])
            #expect(last.compactMap(\.status) == [.delivered])
            #expect(try await world.queuedStatuses() == ["sent", "delivered"])
            #expect(try await world.depths() == [0, 0, 0, 0, 0])
            #expect(try await world.problems().isEmpty)
        }
    }

    @Test(arguments: TestStore.allCases)
    func `a message ends with the first part that is not delivered`(kind: TestStore) async throws {
        try await PipelineWorld.with(kind) { world in
            let key = try await world.taken(["a", "b", "c"])
            try await world.apply([world.report("a"), world.report("c", .buffered)])
            try await world.apply([world.report("b", .failed), world.report("c")])
            try await world.apply([world.report("c", .expired)])
            #expect(try await world.statuses([key]) == [.failed])
            #expect(try await world.queuedStatuses() == ["sent", "buffered", "failed"])
            #expect(try await world.depths() == [0, 0, 0, 0, 0])
            #expect(try await world.problems().isEmpty)
        }
    }

    @Test(arguments: TestStore.allCases)
    func `receipts of parts that come before the answer count after it`(
        kind: TestStore
    ) async throws {
        try await PipelineWorld.with(kind) { world in
            let key = try await world.handedOver(parts: 2)
            try await world.apply([world.report("a")])
            try await world.apply([world.answered(key, ["a", "b"])])
            #expect(try await world.statuses([key]) == [.sent])
            try await world.apply([world.report("b")])
            #expect(try await world.statuses([key]) == [.delivered])
            #expect(try await world.problems().isEmpty)
        }
    }

    @Test(arguments: TestStore.allCases)
    func `parts that the carrier names alike have one receipt`(kind: TestStore) async throws {
        try await PipelineWorld.with(kind) { world in
            let key = try await world.taken(["a", "a"])
            try await world.apply([world.report("a")])
            #expect(try await world.statuses([key]) == [.delivered])
            #expect(try await world.problems().isEmpty)
        }
    }

    @Test(arguments: TestStore.allCases)
    func `a message whose reference is empty or another's ends by its validity`(
        kind: TestStore
    ) async throws {
        try await PipelineWorld.with(kind) { world in
            let first = try await world.taken(["a"])
            let second = try await world.taken(["a"])
            let third = try await world.taken([""])
            #expect(try await world.problems().isEmpty)
            try await world.apply([world.report("a"), world.report("")])
            #expect(
                try await world.statuses([first, second, third]) == [.delivered, .sent, .sent]
            )
            world.fixture.clock.advance(by: .seconds(49 * 3600))
            let overdue = try await world.pipeline.overdue(at: world.now, limit: 10)
            #expect(Set(overdue) == [second, third])
        }
    }

    @Test(arguments: TestStore.allCases)
    func `a message of several parts is overdue once`(kind: TestStore) async throws {
        try await PipelineWorld.with(kind) { world in
            let key = try await world.taken(["a", "b"])
            world.fixture.clock.advance(by: .seconds(49 * 3600))
            #expect(try await world.pipeline.overdue(at: world.now, limit: 10) == [key])
            try await world.apply([
                .finish(
                    .init(
                        key,
                        status: .expired,
                        code: .none,
                        carrierCode: nil,
                        refund: false,
                        at: world.now
                    )
                )
            ])
            #expect(try await world.depths() == [0, 0, 0, 0, 0])
        }
    }
}
