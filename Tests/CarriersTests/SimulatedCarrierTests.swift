import Carriers
import Domain
import Essentials
import Testing

@Suite struct SimulatedCarrierTests {
    @Test(arguments: [34_600_000_000, 34_600_000_001, 34_600_000_002] as [UInt64])
    func `the numbers of the guides are delivered`(destination: UInt64) throws {
        let world = try SimulatedLink()
        world.submit([destination])
        #expect(world.events.outcomes == [.accepted(reference: world.reference(0))])
        #expect(world.events.receipts.isEmpty)
        world.pass(.milliseconds(510))
        #expect(world.events.receipts.map(\.status) == [.delivered])
        #expect(world.events.receipts.map(\.key) == [world.key(0)])
    }
}
