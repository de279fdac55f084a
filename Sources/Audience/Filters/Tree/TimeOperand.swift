import Attributes
public import Essentials

/// A point in time in a filter: absolute, or relative to when the filter is evaluated.
public enum TimeOperand: Sendable, Hashable {
    /// A whole day in the filter's time zone.
    case day(CivilDate)
    /// A moment.
    case moment(Timestamp)
    /// A wall clock time in the filter's time zone, in microseconds.
    case local(Int64)
    /// The current time plus or minus a span.
    case now(TimeSpan)
    /// Today plus or minus a span.
    case today(TimeSpan)

    /// Reads `2026-05-01`, ISO 8601 with or without a zone, `now-3h`, `today+1d`; nil otherwise.
    public init?(_ text: String) {
        for (word, isNow) in [("now", true), ("today", false)] where text.hasPrefix(word) {
            let rest = text.dropFirst(word.count)
            guard let span = rest.isEmpty ? TimeSpan(0, .day) : TimeSpan(signed: rest) else {
                return nil
            }
            guard isNow || span.unit.isCalendar else { return nil }
            self = isNow ? .now(span) : .today(span)
            return
        }
        if text.utf8.count == 10, let day = DateText.date(text) {
            self = .day(day)
        } else if let moment = Timestamp(iso8601: text) {
            self = .moment(moment)
        } else if text.utf8.count > 10, let moment = DateText.moment(text, in: .utc) {
            self = .local(moment.microseconds)
        } else {
            return nil
        }
    }

    /// The moments that it covers: all of a day, or a single one.
    public func moments(_ context: FilterContext) -> Range<Int64> {
        switch self {
        case .day(let day): return context.moments(of: Int64(day.daysSinceEpoch))
        case .moment(let moment): return TimeOperand.instant(moment)
        case .local(let local): return TimeOperand.instant(context.zone.moment(local: local))
        case .now(let span): return TimeOperand.instant(context.now(plus: span))
        case .today(let span): return context.moments(of: context.today(plus: span))
        }
    }

    /// The day that it is or lies in, in days since 1970-01-01.
    public func day(_ context: FilterContext) -> Int64 {
        switch self {
        case .day(let day): Int64(day.daysSinceEpoch)
        case .moment(let moment): context.day(of: moment)
        case .local(let local): local.floorDivided(by: FilterContext.dayMicroseconds)
        case .now(let span): context.day(of: context.now(plus: span))
        case .today(let span): context.today(plus: span)
        }
    }

    private static func instant(_ moment: Timestamp) -> Range<Int64> {
        moment.microseconds..<moment.microseconds + 1
    }
}

/// A span of time: a number and a unit.
public struct TimeSpan: Sendable, Hashable {
    /// The number; negative for the past.
    public var amount: Int64
    /// The unit.
    public var unit: Unit

    /// Creates a span.
    public init(_ amount: Int64, _ unit: Unit) {
        self.amount = amount
        self.unit = unit
    }

    /// Reads `+3d` or `-2h`: a sign, digits and the unit's letter or name.
    init?(signed text: Substring) {
        guard let sign = text.first, sign == "+" || sign == "-" else { return nil }
        let digits = text.dropFirst().prefix { $0.isASCII && $0.isNumber }
        guard digits.utf8.count <= 7, let amount = Int64(digits),
            let unit = Unit(named: String(text.dropFirst(1 + digits.count)))
        else { return nil }
        self.init(sign == "-" ? -amount : amount, unit)
        guard isInRange else { return nil }
    }

    /// The opposite span.
    public var reversed: TimeSpan { TimeSpan(-amount, unit) }

    /// Whether it is within the limits: 1,000,000 units, 12,000 months, 1,000 years.
    public var isInRange: Bool {
        let most: Int64 =
            switch unit {
            case .month: 12_000
            case .year: 1_000
            default: FilterLimits.relativeAmount
            }
        return (-most...most).contains(amount)
    }

    /// Its exact length, with days of 24 hours; nil for months and years.
    public var duration: Duration? {
        switch unit {
        case .second: .seconds(amount)
        case .minute: .seconds(amount * 60)
        case .hour: .seconds(amount * 3_600)
        case .day: .seconds(amount * 86_400)
        case .week: .seconds(amount * 604_800)
        case .month, .year: nil
        }
    }

    /// A unit of time; the raw value is its letter.
    public enum Unit: String, Sendable, Hashable, CaseIterable {
        case second = "s"
        case minute = "m"
        case hour = "h"
        case day = "d"
        case week = "w"
        case month = "M"
        case year = "y"

        /// Reads the letter, or the name in the singular or plural.
        public init?(named name: String) {
            if let unit = Unit(rawValue: name) {
                self = unit
                return
            }
            let singular = name.hasSuffix("s") ? String(name.dropLast()) : name
            guard let unit = Unit.allCases.first(where: { "\($0)" == singular }) else { return nil }
            self = unit
        }

        /// Whether it counts calendar days, which do not all have 24 hours.
        public var isCalendar: Bool {
            switch self {
            case .second, .minute, .hour: false
            case .day, .week, .month, .year: true
            }
        }
    }
}
