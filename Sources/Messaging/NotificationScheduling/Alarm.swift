import Essentials

/// When to look at an endpoint or a slot; ordered by time.
struct Alarm: Comparable {
    var at: Timestamp
    let number: Int

    static func < (left: Alarm, right: Alarm) -> Bool {
        left.at == right.at ? left.number < right.number : left.at < right.at
    }
}
