import Attributes
import Essentials

/// A test of one calendar component of a day or moment, such as its month.
public struct CalendarTest: Sendable, Hashable {
    private let component: Component
    /// Whether each number is accepted, by number.
    private let accepted: [Bool]
    private let zone: TimeZoneRules

    /// The tested component.
    enum Component: Sendable, Hashable {
        /// Month × 32 + day.
        case dayOfYear
        /// 1 to 12.
        case month
        /// 1 to 31.
        case day
        /// 1, Monday, to 7, Sunday (ISO 8601).
        case weekday
        /// 0 to 23.
        case hour
    }

    init(_ component: Component, _ numbers: [Int], zone: TimeZoneRules) {
        self.component = component
        self.zone = zone
        var accepted = Array(repeating: false, count: 13 * 32)
        for number in numbers where accepted.indices.contains(number) { accepted[number] = true }
        self.accepted = accepted
    }

    /// Whether a moment, in microseconds since 1970, passes in the filter's time zone.
    public func matches(moment microseconds: Int64) -> Bool {
        let local = zone.local(Timestamp(microseconds: microseconds))
        let day = local.floorDivided(by: FilterContext.dayMicroseconds)
        guard component == .hour else { return matches(day: day) }
        return accepted[Int((local - day * FilterContext.dayMicroseconds) / 3_600_000_000)]
    }

    /// Whether a day, counted from 1970-01-01, passes; never for hours.
    public func matches(day: Int64) -> Bool {
        if component == .weekday {
            // 1970-01-01 was a Thursday.
            return accepted[Int(day + 3 - (day + 3).floorDivided(by: 7) * 7) + 1]
        }
        let date = CivilDate(daysSinceEpoch: day)
        return switch component {
        case .dayOfYear: accepted[date.month * 32 + date.day]
        case .month: accepted[date.month]
        case .day: accepted[date.day]
        case .weekday, .hour: false
        }
    }
}
