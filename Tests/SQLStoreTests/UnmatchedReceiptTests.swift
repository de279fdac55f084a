import Essentials
import MessagingModel
import SQLStore
import TestSupport
import Testing

/// Receipts that find no message are kept for the operator.
@Suite struct UnmatchedReceiptTests {
    private func unusable(
        _ world: PipelineWorld,
        _ fault: CarrierReceipt.Fault,
        _ reference: String
    ) -> PipelineChange {
        .receipt(
            .init(
                CarrierReceipt(
                    reference: reference,
                    key: nil,
                    status: .unknown,
                    code: .none,
                    carrierCode: "EXPLODED",
                    phone: "34600000000",
                    fault: fault,
                    octets: Array("id:a1".utf8),
                    at: world.now
                ),
                carrier: PipelineWorld.carrier
            )
        )
    }

    @Test(arguments: TestStore.allCases)
    func `a receipt of no message is told and listed, newest first`(
        kind: TestStore
    ) async throws {
        try await PipelineWorld.with(kind) { world in
            let effects = try await world.apply([
                world.report("nobody's"), unusable(world, .unknownState, "a1"),
                unusable(world, .withoutIdentifier, ""),
            ])
            #expect(effects.map(\.fault) == [.unmatched, .unknownState, .withoutIdentifier])
            let listed = try await world.pipeline.unmatchedReceipts(limit: 10)
            #expect(Set(listed.map(\.fault)) == Set(CarrierReceipt.Fault.allCases))
            #expect(listed.map(\.id) == listed.map(\.id).sorted(by: >))
            let unknown = try #require(listed.first { $0.fault == .unknownState })
            #expect(unknown.reference == "a1")
            #expect(unknown.carrier == PipelineWorld.carrier)
            #expect(unknown.carrierCode == "EXPLODED")
            #expect(unknown.phone == "34600000000")
            #expect(unknown.octets == Array("id:a1".utf8))
            #expect(try await world.pipeline.unmatchedReceipts(limit: 1).count == 1)
        }
    }

    @Test(arguments: TestStore.allCases)
    func `a receipt that finds its message is not listed, early or late`(
        kind: TestStore
    ) async throws {
        try await PipelineWorld.with(kind) { world in
            let key = try await world.handedOver()
            let effects = try await world.apply([world.report("x", .buffered)])
            #expect(effects.map(\.fault) == [nil])
            try await world.apply([world.answered(key, ["x"]), world.report("x")])
            #expect(try await world.statuses([key]) == [.delivered])
            #expect(try await world.pipeline.unmatchedReceipts(limit: 10).isEmpty)
        }
    }

    @Test(arguments: TestStore.allCases)
    func `an early receipt whose message never comes is listed in the end, then forgotten`(
        kind: TestStore
    ) async throws {
        try await PipelineWorld.with(kind) { world in
            _ = try await world.handedOver()
            try await world.apply([world.report("early")])
            #expect(try await world.pipeline.unmatchedReceipts(limit: 10).isEmpty)
            world.fixture.clock.advance(by: .seconds(601))
            _ = try await world.pipeline.tidy(at: world.now)
            let listed = try await world.pipeline.unmatchedReceipts(limit: 10)
            #expect(listed.map(\.reference) == ["early"])
            world.fixture.clock.advance(by: UnmatchedReceipt.lifetime + .seconds(1))
            _ = try await world.pipeline.tidy(at: world.now)
            #expect(try await world.pipeline.unmatchedReceipts(limit: 10).isEmpty)
        }
    }
}
