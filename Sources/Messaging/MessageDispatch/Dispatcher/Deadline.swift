import Essentials

/// When to look at a slot, if it still has the same message; ordered by time.
struct Deadline: Comparable, Sendable {
    var at: Timestamp
    let slot: Int32
    let generation: UInt32

    static func < (left: Deadline, right: Deadline) -> Bool { left.at < right.at }
}
