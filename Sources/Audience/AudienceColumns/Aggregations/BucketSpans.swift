import Attributes
import Essentials

/// Remembers which ranges of values map to which histogram bucket.
///
/// Buckets are in the order of their numbers: between two numbers of a bucket there is no other
/// bucket. So a number is found by the stretches seen so far, and a bucket's start is worked out
/// now and then, not for each of ten million moments. Moments have that order as long as one offset
/// holds; clocks that go back over midnight show the day before again.
struct BucketSpans {
    /// The time zone, if the numbers are moments.
    let zone: TimeZoneRules?
    private var lowest: [Int64] = []
    private var highest: [Int64] = []
    private var groups: [Int] = []
    /// The stretch that was found last.
    private var last = 0

    init(zone: TimeZoneRules?) { self.zone = zone }

    /// The group of a number, if it lies in a stretch that is known.
    @inline(__always)
    mutating func group(of number: Int64) -> Int? {
        if last < groups.count, lowest[last] <= number, number <= highest[last] {
            return groups[last]
        }
        let index = place(of: number)
        guard index > 0, number <= highest[index - 1] else { return nil }
        last = index - 1
        return groups[last]
    }

    /// Extends a group's range to a number that was in none.
    mutating func extend(_ group: Int, to number: Int64) {
        let index = place(of: number)
        if index > 0, groups[index - 1] == group, isOrdered(highest[index - 1], number) {
            highest[index - 1] = number
        } else if index < groups.count, groups[index] == group, isOrdered(number, lowest[index]) {
            lowest[index] = number
        } else {
            lowest.insert(number, at: index)
            highest.insert(number, at: index)
            groups.insert(group, at: index)
        }
    }

    private func isOrdered(_ first: Int64, _ last: Int64) -> Bool {
        guard let zone else { return true }
        return zone.hasOneOffset(
            from: Timestamp(microseconds: first),
            through: Timestamp(microseconds: last)
        )
    }

    /// How many stretches begin at or before a number.
    private func place(of number: Int64) -> Int {
        var (low, high) = (0, lowest.count)
        while low < high {
            let middle = (low + high) / 2
            if lowest[middle] <= number { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

extension Cell {
    /// A number in the same order; nil for what has no order that histograms know.
    @inline(__always)
    var order: Int64? {
        switch self {
        case .whole(let number): return number
        case .decimal(let number):
            // The bits of positive numbers are in order, those of negative ones the other way.
            let bits = Int64(bitPattern: number.bitPattern)
            return bits < 0 ? bits ^ Int64.max : bits
        case .code, .bool, .text: return nil
        }
    }
}
