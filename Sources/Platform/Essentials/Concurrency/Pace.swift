/// Counts the work of a long computation, and lets it pause or stop.
///
/// The computation calls ``spend(_:)`` with the units of work that it does, and goes on while the
/// answer is true. Its starter decides, at intervals, whether it goes on; until then the
/// call costs an addition. A computation that was stopped returns early, with a result that means
/// nothing.
///
/// Pure: the time is the starter's affair. A unit is about a nanosecond of simple work, such as a
/// row of a scan; a test is thus counted in work, not in time.
public final class Pace {
    /// Whether the computation has to end.
    public private(set) var isStopped = false
    /// The units spent so far.
    public private(set) var spent = 0
    private var nextCheck: Int
    private let interval: Int
    private let goesOn: (_ spent: Int) -> Bool
    /// A reason of the computation's own to stop, looked at as often as the starter's.
    public var alsoStops: (() -> Bool)?

    /// Creates a pace; the closure is called about once in `interval` units.
    public init(every interval: Int = 50_000, goesOn: @escaping (_ spent: Int) -> Bool) {
        self.interval = interval
        self.goesOn = goesOn
        nextCheck = interval
    }

    /// A pace that never ends, for work that is short or has a process of its own.
    public static var free: Pace { Pace(every: .max) { _ in true } }

    /// Counts work, perhaps pauses, and returns whether to go on.
    @inlinable
    @discardableResult
    public func spend(_ units: Int) -> Bool {
        add(units)
        return isDue ? check() : !isStopped
    }

    @usableFromInline
    internal func add(_ units: Int) { spent &+= units }

    @usableFromInline internal var isDue: Bool { spent >= nextCheck }

    @usableFromInline
    internal func check() -> Bool {
        nextCheck = spent.addingReportingOverflow(interval).partialValue
        if !isStopped, !goesOn(spent) || alsoStops?() == true { isStopped = true }
        return !isStopped
    }

    /// Ends the computation at its next step.
    public func stop() { isStopped = true }
}
