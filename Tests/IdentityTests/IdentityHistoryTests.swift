import Foundation
import Identity
import Testing

/// Random histories: the graph, what it reported, and the plain account are one after each step.
@Suite struct IdentityHistoryTests {
    private static let isLong = ProcessInfo.processInfo.environment["HELIOGRAPH_LONG"] != nil
    private static let historiesPerBlock: UInt64 = isLong ? 600 : 12

    @Test(arguments: 0..<20 as Range<UInt64>)
    func `no history leaves a trace in the audience`(block: UInt64) {
        for number in 0..<Self.historiesPerBlock {
            let seed = block * Self.historiesPerBlock + number
            var history = IdentityHistory(seed: seed)
            for _ in 0..<20 {
                history.step()
                guard history.problems.isEmpty else { break }
            }
            let problems = history.problems.prefix(3)
            #expect(history.problems.isEmpty, "seed \(seed): \(problems.joined(separator: "\n"))")
            let (text, expected) = history.shuffled()
            #expect(text == expected, "seed \(seed), shuffled")
        }
    }
}
