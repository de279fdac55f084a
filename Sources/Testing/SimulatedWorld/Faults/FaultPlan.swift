import Essentials

/// The faults of one seed: how likely each is, and where the process dies.
struct FaultPlan {
    /// Where a crash strikes: at the nth commit of a step.
    struct Crash {
        let step: DurableStep
        let occurrence: Int
        let isAfterCommit: Bool
    }

    /// The chance of each fault at each opportunity, in percent.
    private let chances: [Int]
    /// The crashes, of which each strikes once.
    var crashes: [Crash]

    init(using random: inout SeededGenerator) {
        // Some seeds have none of a kind, others many.
        chances = Fault.allCases.map { _ in
            [0, 2, 5, 10, 20].randomElement(using: &random) ?? 0
        }
        crashes = (0..<Int.random(in: 2...4, using: &random)).map { _ in
            Crash(
                step: DurableStep.allCases.randomElement(using: &random) ?? .handOff,
                occurrence: Int.random(in: 1...12, using: &random),
                isAfterCommit: Bool.random(using: &random)
            )
        }
    }

    func strikes(_ fault: Fault, using random: inout SeededGenerator) -> Bool {
        Int.random(in: 0..<100, using: &random) < chances[fault.rawValue]
    }
}
