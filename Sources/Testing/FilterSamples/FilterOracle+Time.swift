import Attributes
import Essentials
import Foundation
import JSONCoding

/// Days and moments with Foundation's calendar.
extension FilterOracle {
    private var calendar: Calendar {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = zone
        calendar.firstWeekday = 2
        return calendar
    }

    private var present: Date { date(now.microseconds) }

    private func date(_ microseconds: Int64) -> Date {
        Date(timeIntervalSince1970: Double(microseconds) / 1e6)
    }

    private func microseconds(_ date: Date) -> Int64 {
        Int64((date.timeIntervalSince1970 * 1e6).rounded())
    }

    /// The day of a moment, counted from 1970.
    private func day(_ date: Date) -> Int64 {
        let parts = calendar.dateComponents([.year, .month, .day], from: date)
        var utc = Calendar(identifier: .gregorian)
        utc.timeZone = TimeZone(secondsFromGMT: 0) ?? zone
        let midnight = utc.date(from: parts) ?? date
        return Int64(midnight.timeIntervalSince1970 / 86_400)
    }

    /// The first and last moment, or first and last day, of a text.
    private func span(_ json: JSONValue, isDay: Bool) -> ClosedRange<Int64> {
        let text = Node.string(json)
        let moment: Date
        var isWholeDay = false
        if text.hasPrefix("now") {
            moment = moved(present, text.dropFirst(3))
        } else if text.hasPrefix("today") {
            moment = moved(calendar.startOfDay(for: present), text.dropFirst(5))
            isWholeDay = true
        } else {
            let formatter = DateFormatter()
            formatter.locale = Locale(identifier: "en_US_POSIX")
            formatter.timeZone = zone
            formatter.dateFormat =
                text.count == 10
                ? "yyyy-MM-dd"
                : text.count == 19 ? "yyyy-MM-dd'T'HH:mm:ss" : "yyyy-MM-dd'T'HH:mm:ssXXX"
            moment = formatter.date(from: text) ?? .distantPast
            isWholeDay = text.count == 10
        }
        if isDay { return day(moment)...day(moment) }
        guard isWholeDay else { return microseconds(moment)...microseconds(moment) }
        let start = calendar.startOfDay(for: moment)
        let end = calendar.date(byAdding: .day, value: 1, to: start) ?? start
        return microseconds(start)...microseconds(end) - 1
    }

    private func moved(_ date: Date, _ text: Substring) -> Date {
        guard let unit = text.last else { return date }
        return moved(date, Int(text.dropLast()) ?? 0, String(unit))
    }

    private func moved(_ date: Date, _ amount: Int, _ unit: String) -> Date {
        switch unit {
        case "m": return date.addingTimeInterval(Double(amount) * 60)
        case "h", "hours": return date.addingTimeInterval(Double(amount) * 3_600)
        default: break
        }
        let component: Calendar.Component =
            switch unit {
            case "M", "month": .month
            case "y": .year
            default: .day
            }
        let days = unit.hasPrefix("w") ? amount * 7 : amount
        return calendar.date(byAdding: component, value: days, to: date) ?? date
    }

    func time(_ name: String, _ value: Int64, _ values: [JSONValue], isDay: Bool) -> Bool {
        switch name {
        case "in-last", "in-next":
            let sign = name == "in-last" ? -1 : 1
            let moved = moved(present, sign * Int(Node.number(values[0])), Node.string(values[1]))
            let ends = [present, moved].map { isDay ? day($0) : microseconds($0) }.sorted()
            return value >= ends[0] && value <= ends[1]
        case "anniversary", "year-in", "month-in", "day-in", "weekday-in", "hour-in":
            return part(name, value, values.map { Int(Node.number($0)) }, isDay: isDay)
        default: break
        }
        let spans = values.map { span($0, isDay: isDay) }
        return switch name {
        case "gt", "after": value > spans[0].upperBound
        case "gte": value >= spans[0].lowerBound
        case "lt", "before": value < spans[0].lowerBound
        case "lte": value <= spans[0].upperBound
        case "between": value >= spans[0].lowerBound && value <= spans[1].upperBound
        default: spans.contains { $0.contains(value) }
        }
    }

    private func part(_ name: String, _ value: Int64, _ wanted: [Int], isDay: Bool) -> Bool {
        var calendar = calendar
        if isDay { calendar.timeZone = TimeZone(secondsFromGMT: 0) ?? zone }
        let moment = isDay ? Date(timeIntervalSince1970: Double(value) * 86_400) : date(value)
        let parts = calendar.dateComponents([.year, .month, .day, .weekday, .hour], from: moment)
        switch name {
        case "year-in": return wanted.contains(parts.year ?? 0)
        case "month-in": return wanted.contains(parts.month ?? 0)
        case "day-in": return wanted.contains(parts.day ?? 0)
        // Foundation counts from Sunday, 1.
        case "weekday-in": return wanted.contains(((parts.weekday ?? 0) + 5) % 7 + 1)
        case "hour-in": return wanted.contains(parts.hour ?? 0)
        default: break
        }
        for distance in (wanted.first ?? 0)...max(wanted.first ?? 0, wanted.last ?? 0) {
            let day = moved(self.calendar.startOfDay(for: present), distance, "d")
            let today = self.calendar.dateComponents([.year, .month, .day], from: day)
            let year = today.year ?? 0
            let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
            let born = parts.month == 2 && parts.day == 29 && !isLeap ? 28 : parts.day
            if parts.month == today.month, born == today.day { return true }
        }
        return false
    }
}
