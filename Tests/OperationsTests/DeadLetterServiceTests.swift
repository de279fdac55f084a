import Essentials
import MessagingModel
import Operations
import TestSupport
import Testing

@Suite struct DeadLetterServiceTests {
    @Test(arguments: TestStore.allCases)
    func `replaying and discarding leave an audit entry that says of what`(
        kind: TestStore
    ) async throws {
        try await OperatorWorld.with(kind) { world in
            let letters = world.services.deadLetters
            let id = world.ids.next()
            let listed = try await letters.list(of: nil, limit: 10)
            #expect(listed == [])
            #expect(try await letters.replay(.all, by: "ann") == 0)
            #expect(try await letters.discard(.token(id), by: "ann") == 0)
            #expect(
                try await world.auditLog() == [
                    ["webhook.discard", "\(id)", ""], ["webhook.replay", "all", ""],
                ]
            )
        }
    }

    @Test(arguments: [0, 1001])
    func `a list has 1 to 1000 dead letters`(limit: Int) async throws {
        try await OperatorWorld.with(.sqlite) { world in
            await expectRefusal(of: ["limit"]) {
                try await world.services.deadLetters.list(of: nil, limit: limit)
            }
        }
    }
}
