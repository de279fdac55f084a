public import Essentials
public import JSONCoding

extension JSONWriter {
    /// Writes an attribute's value as the API shows it; nil is `null`.
    public mutating func attribute(_ value: AttributeValue?) {
        switch value {
        case nil: null()
        case .text(let text): string(text)
        case .integer(let number): integer(number)
        case .decimal(let number):
            // Whole numbers come back whole: 3, not 3.0.
            if let whole = Int64(exactly: number) { integer(whole) } else { self.number(number) }
        case .bool(let flag): bool(flag)
        case .date(let date): string(date.iso8601)
        case .moment(let moment): string(moment.preciseISO8601)
        case .coordinates(let point):
            object {
                $0.key("lat")
                $0.number(point.latitude)
                $0.key("lon")
                $0.number(point.longitude)
            }
        case .payload(let json): raw(Array(json.utf8))
        case .list(let elements): array { for element in elements { $0.attribute(element) } }
        }
    }
}

extension CivilDate {
    /// The day as `YYYY-MM-DD` (ISO 8601).
    public var iso8601: String {
        "\(padded(year, to: 4))-\(padded(month, to: 2))-\(padded(day, to: 2))"
    }
}

extension Timestamp {
    /// The moment in ISO 8601 in UTC, with 0, 3 or 6 decimals of a second as needed.
    public var preciseISO8601: String {
        let fraction = Int(microseconds - seconds * 1_000_000)
        guard fraction != 0 else { return iso8601 }
        let digits =
            fraction % 1000 == 0 ? padded(fraction / 1000, to: 3) : padded(fraction, to: 6)
        return "\(iso8601.dropLast()).\(digits)Z"
    }
}

private func padded(_ number: Int, to digits: Int) -> String {
    let text = String(number)
    return String(repeating: "0", count: max(0, digits - text.count)) + text
}
