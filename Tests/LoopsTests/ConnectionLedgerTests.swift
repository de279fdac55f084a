import Essentials
import Loops
import Testing

@Suite struct ConnectionLedgerTests {
    @Test func `a ledger admits as many connections as its limits allow`() {
        let ledger = ConnectionLedger(limit: 3, limitPerHost: 2)
        #expect(ledger.admit("a") == .admitted)
        #expect(ledger.admit("a") == .admitted)
        #expect(ledger.admit("a") == .tooManyOfHost)
        #expect(!ledger.hasRoom(for: "a"))
        #expect(ledger.admit("b") == .admitted)
        #expect(ledger.admit("c") == .tooMany)
        #expect(ledger.remove("a") == 2)
        #expect(ledger.admit("a") == .admitted)
    }

    @Test func `a limit of 0 per host is no limit`() {
        let ledger = ConnectionLedger(limitPerHost: 0)
        for _ in 0..<100 { #expect(ledger.admit("a") == .admitted) }
        #expect(ledger.open == 100)
        #expect(ledger.add("b") == 101)
    }

    @Test(arguments: 0..<10 as Range<UInt64>)
    func `a ledger counts what an array counts`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let ledger = ConnectionLedger(limit: 12, limitPerHost: 4)
        var oracle: [String] = []
        for _ in 0..<1_000 {
            let host = ["a", "b", "c", "d"].randomElement(using: &random) ?? ""
            if Bool.random(using: &random) {
                let hasRoom = oracle.count < 12 && oracle.count { $0 == host } < 4
                #expect(ledger.hasRoom(for: host) == hasRoom)
                #expect((ledger.admit(host) == .admitted) == hasRoom)
                if hasRoom { oracle.append(host) }
            } else if let index = oracle.firstIndex(of: host) {
                oracle.remove(at: index)
                #expect(ledger.remove(host) == oracle.count)
            }
            #expect(ledger.open == oracle.count)
        }
    }
}
