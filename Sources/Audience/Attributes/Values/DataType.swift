/// The type of an attribute's or a parameter's values; the raw value is its name on the wire.
///
/// | type | value | JSON |
/// | --- | --- | --- |
/// | `string` | text of at most 255 characters, on one line | string |
/// | `text` | text of at most 4,000 characters | string |
/// | `integer` | a signed 64-bit number | number |
/// | `decimal` | a finite double | number |
/// | `bool` | true or false | boolean |
/// | `date` | a calendar day | `YYYY-MM-DD` |
/// | `datetime` | a moment, to the microsecond | ISO 8601 in UTC |
/// | `coordinates` | a point on the Earth | `{"lat":41.38,"lon":2.17}` |
/// | `payload` | any JSON, stored and returned but not searched | JSON |
public enum DataType: String, Sendable, Hashable, CaseIterable {
    case string, text, integer, decimal, bool, date, datetime, coordinates, payload

    /// Whether the values are numbers that can be summed.
    public var isNumeric: Bool { self == .integer || self == .decimal }

    /// Whether the values are texts.
    public var isTextual: Bool { self == .string || self == .text }
}
