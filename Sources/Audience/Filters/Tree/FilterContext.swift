import Attributes
public import Essentials

/// The time and time zone in which a filter is evaluated.
public struct FilterContext: Sendable, Hashable {
    /// The current time, `now` in filters.
    public var now: Timestamp
    /// The time zone that defines days.
    public var zone: TimeZoneRules

    /// Creates a context.
    public init(now: Timestamp, zone: TimeZoneRules = .utc) {
        self.now = now
        self.zone = zone
    }

    /// The microseconds of a day.
    public static let dayMicroseconds: Int64 = 86_400_000_000

    /// The moments of a day, up to the start of the next day.
    func moments(of day: Int64) -> Range<Int64> { start(of: day)..<start(of: day + 1) }

    /// The calendar day of a moment, in days since 1970-01-01.
    func day(of moment: Timestamp) -> Int64 {
        zone.local(moment).floorDivided(by: FilterContext.dayMicroseconds)
    }

    /// Today plus or minus days, weeks, months or years.
    func today(plus span: TimeSpan) -> Int64 { moved(day(of: now), by: span) }

    /// The current time plus or minus a span; calendar units keep the time of day.
    func now(plus span: TimeSpan) -> Timestamp {
        guard span.amount != 0 else { return now }
        if !span.unit.isCalendar, let duration = span.duration { return now + duration }
        let local = zone.local(now)
        let day = local.floorDivided(by: FilterContext.dayMicroseconds)
        let time = local - day * FilterContext.dayMicroseconds
        return zone.moment(local: moved(day, by: span) * FilterContext.dayMicroseconds + time)
    }

    private func start(of day: Int64) -> Int64 {
        zone.moment(local: day * FilterContext.dayMicroseconds).microseconds
    }

    /// A month without that day ends on its last day.
    private func moved(_ day: Int64, by span: TimeSpan) -> Int64 {
        let months: Int64
        switch span.unit {
        case .day: return day + span.amount
        case .week: return day + 7 * span.amount
        case .month: months = span.amount
        case .year: months = 12 * span.amount
        default: return day
        }
        let date = CivilDate(daysSinceEpoch: day)
        let index = Int64(date.year) * 12 + Int64(date.month) - 1 + months
        let year = Int(index.floorDivided(by: 12))
        let month = Int(index - index.floorDivided(by: 12) * 12) + 1
        for last in (28...31).reversed() where last >= min(date.day, 28) {
            let wanted = min(date.day, last)
            if let moved = CivilDate(year: year, month: month, day: wanted) {
                return Int64(moved.daysSinceEpoch)
            }
        }
        // Outside the years 0 to 9999, where no value lies, the mean length of a month is good
        // enough.
        return day + months * 30
    }
}
