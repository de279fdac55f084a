/// What one system id may do over SMPP, all its sessions taken together; nil leaves a limit open.
public struct SMPPLimits: Hashable, Sendable {
    /// The most binds at a time.
    public static let bindsRange = 1...10_000
    /// The range of ``window``.
    public static let windowRange = 1...10_000
    /// The range of ``messagesPerSecond``.
    public static let messagesPerSecondRange = 1...1_000_000
    /// The range of ``queue``.
    public static let queueRange = 1...1_000_000

    /// Sessions at a time.
    public var binds: Int?
    /// Requests of one session without an answer.
    public var window: Int?
    /// Messages a second.
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
