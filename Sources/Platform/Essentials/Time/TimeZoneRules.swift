import Foundation

/// The UTC offsets of a time zone as a table: fast, and independent of the machine's own zone.
///
/// For a named zone it covers the years 1970 to 2100; before and after, the nearest offset
/// applies.
public struct TimeZoneRules: Sendable, Hashable {
    /// The identifier, such as `Europe/Madrid`, `UTC` or `+05:30`.
    public let identifier: String
    /// When each offset begins, in seconds since 1970; the first also applies before its start.
    private let starts: [Int64]
    /// Seconds east of UTC from the start of the same index.
    private let offsets: [Int64]

    /// UTC.
    public static let utc = TimeZoneRules(identifier: "UTC", starts: [0], offsets: [0])

    private init(identifier: String, starts: [Int64], offsets: [Int64]) {
        self.identifier = identifier
        self.starts = starts
        self.offsets = offsets
    }

    /// Finds the zone; nil if no zone has the name.
    ///
    /// The name is an IANA identifier such as `Europe/Madrid`, `UTC`, `Z`, or `±HH:MM`. Reading
    /// the rules of a named zone takes some milliseconds: keep the result.
    public init?(_ identifier: String) {
        if ["UTC", "Z", "GMT", "Etc/UTC"].contains(identifier) {
            self = .utc
            return
        }
        if let first = identifier.utf8.first, first == 0x2B || first == 0x2D {
            guard let local = Timestamp(iso8601: "1970-01-02T00:00" + identifier) else {
                return nil
            }
            self.init(identifier: identifier, starts: [0], offsets: [86_400 - local.seconds])
            return
        }
        // Foundation also accepts abbreviations, which are ambiguous; an IANA name has a slash.
        guard identifier.utf8.count <= 64, identifier.utf8.contains(UInt8(ascii: "/")),
            let zone = TimeZone(identifier: identifier)
        else { return nil }
        var starts: [Int64] = []
        var offsets: [Int64] = []
        TimeZoneRules.forEachOffset(of: zone) { start, offset in
            starts.append(start)
            offsets.append(offset)
        }
        self.init(identifier: identifier, starts: starts, offsets: offsets)
    }

    /// Seconds east of UTC at a moment.
    public func offset(at moment: Timestamp) -> Int64 { offset(atSecond: moment.seconds) }

    /// Microseconds of the wall clock at a moment, counted as if the wall clock were in UTC.
    public func local(_ moment: Timestamp) -> Int64 {
        moment.microseconds + offset(at: moment) * 1_000_000
    }

    /// The moment at which the wall clock shows the time, given in the form of ``local(_:)``.
    ///
    /// When the clock goes back, the earlier of the two moments is meant. When it goes forward, a
    /// skipped time is moved forward by the length of the gap.
    public func moment(local microseconds: Int64) -> Timestamp {
        let second = microseconds.floorDivided(by: 1_000_000)
        // The offset of some time before applies, unless it changes in between.
        let before = offset(atSecond: second - 86_400)
        let after = offset(atSecond: second + 86_400)
        for offset in [before, after] where self.offset(atSecond: second - offset) == offset {
            return Timestamp(microseconds: microseconds - offset * 1_000_000)
        }
        return Timestamp(microseconds: microseconds - before * 1_000_000)
    }

    /// The calendar day of a moment.
    public func date(of moment: Timestamp) -> CivilDate {
        CivilDate(daysSinceEpoch: local(moment).floorDivided(by: 86_400_000_000))
    }

    /// The first moment of a day.
    public func start(of date: CivilDate) -> Timestamp {
        moment(local: Int64(date.daysSinceEpoch) * 86_400_000_000)
    }

    /// Whether the same offset applies from a moment to a later one.
    public func hasOneOffset(from first: Timestamp, through last: Timestamp) -> Bool {
        index(atSecond: first.seconds) == index(atSecond: last.seconds)
    }

    private func offset(atSecond second: Int64) -> Int64 { offsets[index(atSecond: second)] }

    private func index(atSecond second: Int64) -> Int {
        var low = 0
        var high = starts.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if starts[middle] <= second { low = middle } else { high = middle }
        }
        return low
    }

    /// Looks at every week, because no zone changes and changes back within one, and bisects the
    /// changes.
    private static func forEachOffset(of zone: TimeZone, _ body: (Int64, Int64) -> Void) {
        func offset(_ second: Int64) -> Int64 {
            Int64(zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(second))))
        }
        let week: Int64 = 7 * 86_400
        let end: Int64 = 4_133_980_800  // 2101-01-01
        var second: Int64 = 0
        var current = offset(0)
        body(0, current)
        while second < end {
            let next = second + week
            let after = offset(next)
            if after != current {
                var low = second
                var high = next
                while high - low > 1 {
                    let middle = (low + high) / 2
                    if offset(middle) == current { low = middle } else { high = middle }
                }
                current = after
                body(high, current)
            }
            second = next
        }
    }
}
