import Essentials

/// An endpoint or a slot to look at when its time comes; the earlier first.
struct Alarm: Comparable {
    let at: Timestamp
    let number: Int

    static func < (left: Alarm, right: Alarm) -> Bool {
        left.at == right.at ? left.number < right.number : left.at < right.at
    }
}
