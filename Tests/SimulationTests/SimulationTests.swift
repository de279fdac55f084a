import SimulatedWorld
import Testing

/// The promises of the pipeline, the notifications and the audience, in worlds full of faults.
///
/// `make simulate` runs many more seeds.
@Suite struct SimulationTests {
    /// Seeds in portions of 25, so that all cores have work.
    private static let portions: [UInt64] = Array(0..<20)

    @Test(arguments: portions)
    func `every promise is kept`(portion: UInt64) {
        for seed in (portion * 25 + 1)...(portion * 25 + 25) {
            let result = SimulatedWorld(seed: seed).run()
            #expect(result.violations.isEmpty, "make simulate SEEDS=\(seed)")
            #expect(result.messagesCount >= 200)
            #expect(result.itemsCount >= 500)
            #expect(result.crashesCount >= 2)
            #expect(result.coverage.total >= 20)
        }
    }

    @Test func `every kind of fault meets every durable step`() {
        var coverage = FaultCoverage()
        for seed in UInt64(1)...150 {
            coverage.add(SimulatedWorld(seed: seed).run().coverage)
            if coverage.gaps.isEmpty { return }
        }
        Issue.record("these never met: \(coverage.gaps)")
    }

    @Test(arguments: Mutation.allCases)
    func `a fault of ours is found`(mutation: Mutation) {
        let isFound = (UInt64(1)...1000).contains { seed in
            !SimulatedWorld(seed: seed, mutation: mutation).run().violations.isEmpty
        }
        #expect(isFound)
    }

    @Test func `a seed leads to the same world again`() {
        let first = SimulatedWorld(seed: 7).run()
        let second = SimulatedWorld(seed: 7).run()
        #expect(first.stepsCount == second.stepsCount)
        #expect(first.coverage.table == second.coverage.table)
    }
}
