/// The limits of one system id over SMPP, for all its sessions together; nil means the default.
public struct SMPPLimits: Hashable, Sendable {
    /// The most binds at a time.
    public static let bindsRange = 1...10_000
    /// The range of ``window``.
    public static let windowRange = 1...10_000
    /// The range of ``messagesPerSecond``.
    public static let messagesPerSecondRange = 1...1_000_000
    /// The range of ``queue``.
    public static let queueRange = 1...1_000_000

    /// Concurrent sessions.
    public var binds: Int?
    /// Unanswered requests per session.
    public var window: Int?
    /// Messages per second.
    public var messagesPerSecond: Int?
    /// Messages that wait to become durable.
    public var queue: Int?

    /// Creates limits; by default none of its own.
    public init(
        binds: Int? = nil,
        window: Int? = nil,
        messagesPerSecond: Int? = nil,
        queue: Int? = nil
    ) {
        self.binds = binds
        self.window = window
        self.messagesPerSecond = messagesPerSecond
        self.queue = queue
    }
}
