/// Counts of what a session has seen.
public struct SessionCounters: Hashable, Sendable {
    /// Requests of the peer handed to the owner.
    public var handled = 0
    /// Requests of the peer refused because its window was full.
    public var overWindow = 0
    /// Requests of the peer refused because they came too fast.
    public var throttled = 0
    /// PDUs that the state, the mode or the direction forbids.
    public var wrongState = 0
    /// PDUs that could not be decoded, or whose command is unknown.
    public var unreadable = 0
    /// Our requests that the peer answered.
    public var answered = 0
    /// Our requests that ended without an answer.
    public var lost = 0
    /// Responses that match no request of ours, such as repeated or late ones.
    public var unexpectedResponses = 0
    /// Answers of the owner to requests that need none any more.
    public var lateAnswers = 0
    /// PDUs that came after the end.
    public var afterEnd = 0

    /// Creates counters at zero.
    public init() {}
}
