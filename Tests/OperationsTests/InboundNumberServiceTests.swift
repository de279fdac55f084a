import AccountsModel
import Essentials
import MessagingModel
import Operations
import TestSupport
import Testing

@Suite struct InboundNumberServiceTests {
    @Test(arguments: TestStore.allCases)
    func `a number is assigned in its normal form and removed, each with its audit entry`(
        kind: TestStore
    ) async throws {
        try await OperatorWorld.with(kind) { world in
            let numbers = world.services.inboundNumbers
            let token = try await world.token()
            let assigned = try await numbers.assign("+34 911 222 333", to: token.id, by: "ann")
            #expect(assigned == InboundNumber(number: "34911222333", token: token.id))
            #expect(try await numbers.list() == [assigned])
            #expect(try await numbers.remove("034911222333", by: "ann") == "34911222333")
            #expect(try await numbers.list() == [])
            #expect(
                try await world.auditLog() == [
                    ["number.remove", "34911222333", ""],
                    ["number.add", "34911222333", "token=\(token.id)"],
                ]
            )
        }
    }

    @Test(arguments: ["12", "Acme", "123456789012345678901"])
    func `what no phone can write to is refused`(text: String) async throws {
        try await OperatorWorld.with(.sqlite) { world in
            let numbers = world.services.inboundNumbers
            let token = try await world.token()
            await expectRefusal(of: ["number"]) {
                try await numbers.assign(text, to: token.id, by: "ann")
            }
            await expectRefusal(of: ["number"]) { try await numbers.remove(text, by: "ann") }
            let log = try await world.auditLog()
            #expect(log == [])
        }
    }

    @Test func `a number goes to a token that exists`() async throws {
        try await OperatorWorld.with(.sqlite) { world in
            let id = world.ids.next()
            await #expect(throws: ServiceError.notFound("token \(id)")) {
                try await world.services.inboundNumbers.assign("34911222333", to: id, by: "ann")
            }
        }
    }
}
