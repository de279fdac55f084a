import Attributes
import Essentials

/// Remembers which ranges of values map to which histogram bucket.
///
/// Buckets are in the order of their numbers, so between two numbers of a bucket there is no other
/// bucket. A number in a known range is found without computing its bucket, which is done now and
/// then instead of for each of ten million moments. Moments have that order only while the UTC
/// offset stays the same: a clock that goes back over midnight shows the previous day again.
struct BucketSpans {
    /// The time zone, if the numbers are moments.
    let zone: TimeZoneRules?
    private var lowest: [Int64] = []
    private var highest: [Int64] = []
    private var groups: [Int] = []
    /// The range that was found last.
    private var last = 0

    init(zone: TimeZoneRules?) { self.zone = zone }

    /// The group of a number, if it lies in a known range.
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

    /// Extends a group's range to a number outside all ranges.
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

    /// How many ranges begin at or before a number.
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
    /// A number with the same order; nil for values that histograms cannot order.
    @inline(__always)
    var order: Int64? {
        switch self {
        case .whole(let number): return number
        case .exact(let number): return Cell.decimal(Double(number)).order
        case .decimal(let number):
            // The bits of positive numbers are in order, those of negative numbers in reverse.
            let bits = Int64(bitPattern: number.bitPattern)
            return bits < 0 ? bits ^ Int64.max : bits
        case .code, .bool, .text: return nil
        }
    }
}
