import Messaging
import MessagingModel
import Testing

@Suite struct SimulatedLookupsTests {
    private let simulator = SimulatedLookups(NumberingProvider())

    @Test(arguments: [(34_600_099_960, true), (34_600_099_961, false)] as [(UInt64, Bool)])
    func `the number decides whether it was ported`(
        destination: UInt64,
        isPorted: Bool
    ) async throws {
        let answer = try await simulator.answer(destination: destination, country: "ES")
        #expect(answer?.isPorted == isPorted)
        #expect(answer?.numberType == "mobile")
    }

    @Test func `a number of the table has no subscriber`() async throws {
        #expect(try await simulator.answer(destination: 34_600_099_911, country: "ES") == nil)
    }

    @Test func `any other number is answered by the numbering plan`() async throws {
        let answer = try await simulator.answer(destination: 34_600_000_000, country: "ES")
        #expect(answer?.numberType == "mobile")
        #expect(answer?.isPorted == nil)
    }
}
