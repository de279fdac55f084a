import Essentials
import MessageDispatch
import Testing

/// Random histories, each step of which is checked against a plain account of what must hold.
@Suite struct DispatcherHistoryTests {
    @Test(arguments: 0..<120 as Range<UInt64>)
    func `no history breaks a promise`(seed: UInt64) throws {
        var history = try DispatchHistory(seed: seed)
        for _ in 0..<300 { try history.step() }
        try history.drain()
        #expect(history.problems.isEmpty, "seed \(seed): \(history.problems.prefix(3))")
    }

    @Test(arguments: [3, 77] as [UInt64])
    func `a history replays from its seed`(seed: UInt64) throws {
        var traces: [[String]] = []
        for _ in 0..<2 {
            var history = try DispatchHistory(seed: seed)
            for _ in 0..<500 { try history.step() }
            traces.append(history.trace)
        }
        #expect(traces[0] == traces[1])
        #expect(traces[0].count > 100)
    }
}
