import Essentials

/// When to look at a slot, unless the slot was given to another entry since; the earlier first.
struct Deadline: Comparable, Sendable {
    let at: Timestamp
    let slot: Int32
    let generation: UInt32

    static func < (left: Deadline, right: Deadline) -> Bool { left.at < right.at }
}
