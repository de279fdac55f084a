/// What a world came to.
public struct SimulationResult: Sendable {
    /// The seed that leads to it again.
    public let seed: UInt64
    /// Broken promises, in words; empty when all were kept.
    public internal(set) var violations: [String] = []
    /// The faults that it had.
    public internal(set) var coverage = FaultCoverage()
    /// Messages that were accepted.
    public internal(set) var messagesCount = 0
    /// Items of contacts and events that were accepted.
    public internal(set) var itemsCount = 0
    /// Times that the process died.
    public internal(set) var crashesCount = 0
    /// Steps of the world.
    public internal(set) var stepsCount = 0
}
