/// The seeds of a simulation.
public struct SeedRange: Sendable {
    /// The first and the last.
    public let seeds: ClosedRange<UInt64>

    /// Reads `17`, or `1-1000`.
    public init?(_ text: String) {
        let ends = text.split(separator: "-").map { UInt64($0) }
        guard let first = ends.first ?? nil, let last = ends.last ?? nil, ends.count <= 2,
            first <= last
        else { return nil }
        seeds = first...last
    }
}

/// Runs worlds one after another, and prints what came of them.
public struct Simulation {
    private let seeds: ClosedRange<UInt64>
    private let mutation: Mutation?

    /// Creates a simulation of the seeds.
    public init(seeds: SeedRange, mutation: Mutation? = nil) {
        self.seeds = seeds.seeds
        self.mutation = mutation
    }

    /// Runs until a promise is broken, or all seeds are done.
    ///
    /// Returns whether every promise was kept; with a mutation, whether one was broken.
    public func run() -> Bool {
        var total = SimulationTotal()
        for seed in seeds {
            let result = SimulatedWorld(seed: seed, mutation: mutation).run()
            total.add(result)
            guard result.violations.isEmpty else {
                print("seed \(seed): \(result.violations.joined(separator: "\n    "))")
                print(Self.replay(seed, mutation))
                return mutation != nil
            }
            if seed % 1000 == 0 { print("\(seed) …") }
        }
        print(total.summary)
        guard let mutation else { return true }
        print("nothing noticed \(mutation.rawValue)")
        return false
    }

    private static func replay(_ seed: UInt64, _ mutation: Mutation?) -> String {
        let addition = mutation.map { " MUTATION=\($0.rawValue)" } ?? ""
        return "again: make simulate SEEDS=\(seed)\(addition)"
    }
}

/// What many worlds came to together.
public struct SimulationTotal: Sendable {
    /// How often each fault met each step.
    public private(set) var coverage = FaultCoverage()
    /// How many messages the world with the fewest had.
    public private(set) var fewestMessages = Int.max
    /// How many items the world with the fewest had.
    public private(set) var fewestItems = Int.max
    /// How many faults the world with the fewest had.
    public private(set) var fewestFaults = Int.max
    /// How many crashes the world with the fewest had.
    public private(set) var fewestCrashes = Int.max
    private var count = 0
    private var steps = 0

    /// Nothing was simulated yet.
    public init() {}

    /// Adds a world.
    public mutating func add(_ result: SimulationResult) {
        coverage.add(result.coverage)
        fewestMessages = min(fewestMessages, result.messagesCount)
        fewestItems = min(fewestItems, result.itemsCount)
        fewestFaults = min(fewestFaults, result.coverage.total)
        fewestCrashes = min(fewestCrashes, result.crashesCount)
        count += 1
        steps += result.stepsCount
    }

    /// What happened, as text.
    public var summary: String {
        """
        \(coverage.table)

        \(count) seeds, \(steps) steps; of a seed at least \(fewestMessages) messages, \
        \(fewestItems) items, \(fewestFaults) faults, \(fewestCrashes) crashes
        """
    }
}
