/// A step by which a clock was moved, to recognize what was under way with the time from before.
public struct ClockStep: Hashable, Sendable {
    /// How far the clock was moved.
    public let length: Duration
    /// When nothing from before can be under way any more.
    private let end: Timestamp

    /// What is under way arrives within this time.
    private static let latest = Duration.seconds(30)

    /// Creates a step that was taken now.
    public init(_ length: Duration, at now: Timestamp) {
        self.length = length
        end = now + Self.latest
    }

    /// Whether something that was dated just now was dated before the step.
    ///
    /// Short steps are not recognized; they do not matter to what waits for hours.
    public func follows(_ moment: Timestamp, at now: Timestamp) -> Bool {
        guard now < end, length.magnitude > Self.latest * 2 else { return false }
        return (now - moment - length).magnitude < Self.latest
    }
}

extension Duration {
    /// The length, whatever the direction.
    public var magnitude: Duration { self < .zero ? .zero - self : self }
}
