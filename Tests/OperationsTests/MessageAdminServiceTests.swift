import Essentials
import Operations
import TestSupport
import Testing

@Suite struct MessageAdminServiceTests {
    @Test(arguments: [0, 10_001])
    func `a list has 1 to 10000 messages`(limit: Int) async throws {
        try await OperatorWorld.with(.sqlite) { world in
            let messages = world.services.messages
            await expectRefusal(of: ["limit"]) { try await messages.inDoubt(limit: limit) }
            await expectRefusal(of: ["limit"]) { try await messages.unassigned(limit: limit) }
        }
    }

    @Test(arguments: TestStore.allCases)
    func `a message that does not exist is neither shown nor cancelled`(
        kind: TestStore
    ) async throws {
        try await OperatorWorld.with(kind) { world in
            let id = world.ids.next()
            _ = try await world.token()
            await #expect(throws: ServiceError.notFound("message \(id)")) {
                try await world.services.messages.message(id)
            }
            await #expect(throws: ServiceError.self) {
                try await world.services.messages.cancel(id)
            }
        }
    }
}
