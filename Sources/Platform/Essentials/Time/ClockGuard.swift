/// Decides when the time follows the machine's clock: corrections at once, jumps only if they stay.
///
/// Pure: the machine's clock and a steady one go in. The time is the steady clock plus
/// ``offset``, so a jump of the machine's clock changes nothing by itself.
///
/// | the machine's clock differs from the time by | what happens |
/// | --- | --- |
/// | at most a second | the time follows at once |
/// | more, for less than a minute | nothing: a jump ahead and back passes unnoticed |
/// | more, for a minute | the time is to follow, and every deadline moves with it |
public struct ClockGuard: Sendable {
    /// What a look at the clocks found.
    public enum Finding: Hashable, Sendable {
        /// Nothing new.
        case steady
        /// The machine's clock jumped by this much; the time does not follow yet.
        case jumped(Duration)
        /// A jump has stayed; the time follows once ``ClockGuard/follow(_:)`` is called.
        case stayed(Duration)
    }

    /// The largest difference that is followed at once.
    public static let tolerance = Duration.seconds(1)
    /// How long a jump must stay.
    public static let patience = Duration.seconds(60)

    /// The time minus the steady clock.
    public private(set) var offset: Duration
    /// How far the machine's clock is from the time, and since which reading of the steady clock.
    private var pending: (deviation: Duration, since: Timestamp)?

    /// Begins with the time of the machine's clock.
    public init(machine: Timestamp, steady: Timestamp) { offset = machine - steady }

    /// Goes on with the offset of an earlier process, whose steady clock was the same.
    public init(offset: Duration) { self.offset = offset }

    /// Compares the clocks, which should happen about once a second.
    public mutating func look(machine: Timestamp, steady: Timestamp) -> Finding {
        let deviation = machine - (steady + offset)
        let known = pending?.deviation ?? .zero
        if (deviation - known).magnitude > Self.tolerance {
            let isBack = deviation.magnitude <= Self.tolerance
            pending = isBack ? nil : (deviation, steady)
            if isBack { offset += deviation }
            return .jumped(deviation - known)
        }
        guard let since = pending?.since else {
            offset += deviation
            return .steady
        }
        return steady - since >= Self.patience ? .stayed(deviation) : .steady
    }

    /// Lets the time follow a jump that stayed.
    public mutating func follow(_ step: Duration) {
        pending = nil
        offset += step
    }
}
