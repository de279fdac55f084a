/// What time it was at a moment since the machine booted, for the next process on it.
public struct ClockMark: Hashable, Sendable {
    /// Identifies the boot.
    public let boot: String
    /// The time since then.
    public let sinceBoot: Timestamp
    /// The time of day.
    public let time: Timestamp

    /// Creates a mark.
    public init(boot: String, sinceBoot: Timestamp, time: Timestamp) {
        self.boot = boot
        self.sinceBoot = sinceBoot
        self.time = time
    }
}
