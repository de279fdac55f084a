public import MessagingModel

/// The simulator's options, read from a carrier's settings.
///
/// | option | meaning | default |
/// | --- | --- | --- |
/// | `submitDelayMilliseconds` | wait before a submission is answered | 0 |
/// | `receiptDelayMilliseconds` | wait from the answer to the receipt | 500 |
/// | `redeliveryMilliseconds` | wait before an unacknowledged receipt is sent again | 30000 |
/// | `journalCompaction` | `false` keeps every record, for tests of double hand-offs | true |
public struct SimulatorOptions: Hashable, Sendable {
    /// The delay before a submission is answered.
    public var submitDelay: Duration
    /// The delay from the answer to the receipt.
    public var receiptDelay: Duration
    /// The delay before an unacknowledged receipt is sent again.
    public var redelivery: Duration
    /// Whether settled records are removed from the journal; if not, it grows without bound.
    public var compactsJournal: Bool
    /// Journals below this size are not compacted.
    public var leastCompactedBytes: Int
    /// The most unanswered submissions; more are throttled.
    public var mostUnanswered: Int
    /// The most messages with pending receipts; beyond that, submissions are throttled.
    public var mostPending: Int

    /// Creates the options.
    public init(
        submitDelay: Duration = .zero,
        receiptDelay: Duration = .milliseconds(500),
        redelivery: Duration = .seconds(30),
        compactsJournal: Bool = true,
        leastCompactedBytes: Int = 8 << 20,
        mostUnanswered: Int = 10_000,
        mostPending: Int = 500_000
    ) {
        self.submitDelay = submitDelay
        self.receiptDelay = receiptDelay
        self.redelivery = redelivery
        self.compactsJournal = compactsJournal
        self.leastCompactedBytes = leastCompactedBytes
        self.mostUnanswered = mostUnanswered
        self.mostPending = mostPending
    }

    /// Reads the options of a carrier's settings; unknown ones are an error.
    public init(_ settings: CarrierSettings) throws(SimulatorError) {
        self.init(mostUnanswered: max(2 * settings.windowSize, 10_000))
        for (name, value) in settings.options {
            switch name {
            case "submitDelayMilliseconds": submitDelay = try Self.delay(name, value)
            case "receiptDelayMilliseconds": receiptDelay = try Self.delay(name, value)
            case "redeliveryMilliseconds":
                redelivery = try Self.delay(name, value)
                guard redelivery > .zero else { throw .invalidOption(name: name, value: value) }
            case "journalCompaction":
                guard let flag = Bool(value) else {
                    throw .invalidOption(name: name, value: value)
                }
                compactsJournal = flag
            default: throw .unknownOption(name)
            }
        }
    }

    /// A delay of at most one day.
    private static func delay(_ name: String, _ value: String) throws(SimulatorError) -> Duration {
        guard let milliseconds = Int(value), (0...86_400_000).contains(milliseconds) else {
            throw .invalidOption(name: name, value: value)
        }
        return .milliseconds(milliseconds)
    }
}
