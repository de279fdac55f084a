import Essentials

extension Timestamp {
    /// The time from year (since 2000), month, day, hour, minute and, if there is a sixth, second
    /// in UTC; nil if the calendar or the clock has no such time.
    init?(_ pairs: [UInt8]) {
        guard pairs.count >= 5,
            let date = CivilDate(
                year: 2000 + Int(pairs[0]),
                month: Int(pairs[1]),
                day: Int(pairs[2])
            )
        else { return nil }
        let second = pairs.count > 5 ? Int(pairs[5]) : 0
        guard pairs[3] < 24, pairs[4] < 60, second < 60 else { return nil }
        let clock = (Int(pairs[3]) * 60 + Int(pairs[4])) * 60 + second
        self.init(seconds: Int64(date.daysSinceEpoch * 86_400 + clock))
    }

    /// The day in UTC.
    var civilDate: CivilDate { CivilDate(daysSinceEpoch: wholeDays) }

    /// Year of the century, month, day, hour, minute and second in UTC.
    var digitPairs: [UInt8] {
        let date = civilDate
        let second = seconds - wholeDays * 86_400
        let year = ((date.year % 100) + 100) % 100
        return [
            year, date.month, date.day, Int(second / 3600), Int(second / 60 % 60), Int(second % 60),
        ].map { UInt8(truncatingIfNeeded: $0) }
    }

    /// Days since the Unix epoch, rounded down.
    private var wholeDays: Int64 {
        let (quotient, remainder) = seconds.quotientAndRemainder(dividingBy: 86_400)
        return remainder < 0 ? quotient - 1 : quotient
    }
}
