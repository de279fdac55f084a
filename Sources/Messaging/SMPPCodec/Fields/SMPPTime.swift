public import Essentials

/// A time in SMPP: absolute, or relative to now.
///
/// 16 characters: `YYMMDDhhmmsstnnp`. In an absolute time `t` is tenths of a second, `nn` the
/// offset from UTC in quarters of an hour and `p` its sign; the years are 2000 to 2099. In a
/// relative time
/// `p` is `R`. Source: SMPP 3.4, 7.1.1.
public enum SMPPTime: Hashable, Sendable {
    /// An absolute time, to a tenth of a second.
    case absolute(Timestamp)

    /// A period from now.
    case relative(Period)

    /// A calendar period; every count is 0 to 99.
    public struct Period: Hashable, Sendable {
        /// Whole years.
        public var years: UInt8 = 0
        /// Additional months.
        public var months: UInt8 = 0
        /// Additional days.
        public var days: UInt8 = 0
        /// Additional hours.
        public var hours: UInt8 = 0
        /// Additional minutes.
        public var minutes: UInt8 = 0
        /// Additional seconds.
        public var seconds: UInt8 = 0

        /// Creates an empty period.
        public init() {}
    }

    /// Reads the 16 characters; nil if they are not a valid time.
    public init?(_ text: String) {
        let characters = Array(text.utf8)
        guard characters.count == 16, let pairs = SMPPTime.pairs(characters.prefix(12)),
            let tenths = SMPPTime.digit(characters[12]),
            let quarters = SMPPTime.pairs(characters[13..<15])?.first
        else { return nil }
        let sign: Int
        switch characters[15] {
        case UInt8(ascii: "R"):
            self = .relative(Period(pairs))
            return
        case UInt8(ascii: "+"): sign = 1
        case UInt8(ascii: "-"): sign = -1
        default: return nil
        }
        guard quarters <= 48, let local = Timestamp(pairs) else { return nil }
        self = .absolute(
            local + .milliseconds(100 * tenths) - .seconds(sign * 900 * Int(quarters))
        )
    }

    /// The period of that length, rounded up to a second; nil below zero and beyond 31 days.
    public init?(after length: Duration) {
        let microseconds = length.wholeMicroseconds
        let total = (microseconds + 999_999) / 1_000_000
        guard microseconds >= 0, total <= 31 * 86_400 else { return nil }
        var period = Period()
        period.days = UInt8(total / 86_400)
        period.hours = UInt8(total / 3_600 % 24)
        period.minutes = UInt8(total / 60 % 60)
        period.seconds = UInt8(total % 60)
        self = .relative(period)
    }

    /// The absolute time, for a message that came now.
    ///
    /// Years and months follow the calendar: a month after 31 January is the last day of February.
    public func timestamp(from now: Timestamp) -> Timestamp {
        switch self {
        case .absolute(let moment): moment
        case .relative(let period): period.end(from: now)
        }
    }

    /// The 16 characters; an absolute time in UTC, truncated to tenths of a second.
    public var text: String {
        switch self {
        case .absolute(let moment):
            let tenths = (moment.microseconds - moment.seconds * 1_000_000) / 100_000
            return SMPPTime.digits(moment.digitPairs) + "\(tenths)00+"
        case .relative(let period): return SMPPTime.digits(period.pairs) + "000R"
        }
    }
}

extension SMPPTime.Period {
    fileprivate init(_ pairs: [UInt8]) {
        years = pairs[0]
        months = pairs[1]
        days = pairs[2]
        hours = pairs[3]
        minutes = pairs[4]
        seconds = pairs[5]
    }

    fileprivate var pairs: [UInt8] { [years, months, days, hours, minutes, seconds] }

    fileprivate func end(from now: Timestamp) -> Timestamp {
        let day = now.civilDate
        let month = day.year * 12 + day.month - 1 + Int(years) * 12 + Int(months)
        // The last day that the month has.
        let shifted = (0..<4).lazy.compactMap {
            CivilDate(year: month / 12, month: month % 12 + 1, day: day.day - $0)
        }.first
        let moved = (shifted ?? day).daysSinceEpoch - day.daysSinceEpoch
        let clock = (Int(hours) * 60 + Int(minutes)) * 60 + Int(seconds)
        return now + .seconds((moved + Int(days)) * 86_400 + clock)
    }
}

extension SMPPTime {
    /// The numbers that pairs of digits stand for; nil if there is another character.
    static func pairs(_ characters: some Collection<UInt8>) -> [UInt8]? {
        var numbers: [UInt8] = []
        var tens: Int?
        for character in characters {
            guard let digit = digit(character) else { return nil }
            guard let high = tens else {
                tens = digit
                continue
            }
            numbers.append(UInt8(high * 10 + digit))
            tens = nil
        }
        return tens == nil ? numbers : nil
    }

    static func digits(_ pairs: [UInt8]) -> String {
        String(decoding: pairs.flatMap { [48 + $0 / 10 % 10, 48 + $0 % 10] }, as: UTF8.self)
    }

    private static func digit(_ character: UInt8) -> Int? {
        (48...57).contains(character) ? Int(character) - 48 : nil
    }
}
