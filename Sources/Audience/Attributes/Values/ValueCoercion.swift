public import Essentials
public import JSONCoding

/// The effect of an incoming value on the current one.
public enum IncomingValue: Sendable, Hashable {
    /// It replaces the current value.
    case set(AttributeValue)
    /// It clears the current value: the incoming value was `null`.
    case clear
    /// It keeps the current value: the incoming value was an empty string.
    case keep
}

/// Converts JSON from clients to typed values; every value may also come as a string.
///
/// | type | accepts |
/// | --- | --- |
/// | `string`, `text` | strings, numbers, booleans |
/// | `integer` | whole numbers, also as `3.0` or as strings |
/// | `decimal` | numbers, also as strings; whole ones of 64 bits are kept exactly |
/// | `bool` | booleans, 1, 0, and the strings 1, 0, true, false, yes, no in any case |
/// | `date` | `YYYY-MM-DD`; the start of a day as a date and time |
/// | `datetime` | ISO 8601; without a zone in ``zone``, a date alone means its start |
/// | `coordinates` | `{"lat":…,"lon":…}` and `"lat,lon"` |
/// | `payload` | anything |
///
/// Lists, coordinates and payloads may also come as JSON text, such as in a cell of CSV.
public struct ValueCoercion: Sendable {
    /// The time zone of dates and times that have none.
    public var zone: TimeZoneRules
    /// The limits of values.
    public var limits: AttributeLimits

    /// Creates the rules.
    public init(zone: TimeZoneRules = .utc, limits: AttributeLimits = .standard) {
        self.zone = zone
        self.limits = limits
    }

    /// The effect of the JSON on the value of an attribute or parameter.
    ///
    /// A list of one element is accepted for a single value, and a single value for a list. In a
    /// list, `null`, empty elements and repetitions are dropped; an empty list clears the value.
    ///
    /// - Parameters:
    ///   - json: the incoming value.
    ///   - type: the attribute's type.
    ///   - multivalue: the most values per contact; above 1 the result is a list.
    /// - Returns: the effect.
    /// - Throws: ``CoercionError`` if it cannot be converted.
    public func incoming(
        _ json: JSONValue,
        as type: DataType,
        multivalue: Int = 1
    ) throws(CoercionError) -> IncomingValue {
        switch json {
        case .null: return .clear
        case .string(""): return .keep
        case .array(let elements) where type != .payload || multivalue > 1:
            return try list(elements, as: type, multivalue: multivalue)
        case .string(let text) where multivalue > 1:
            if let elements = JSONText.array(text) {
                return try list(elements, as: type, multivalue: multivalue)
            }
            return .set(.list([try single(json, as: type)]))
        default:
            let value = try single(json, as: type)
            return .set(multivalue > 1 ? .list([value]) : value)
        }
    }

    /// One value of the type, from JSON that is neither `null` nor a list.
    public func single(
        _ json: JSONValue,
        as type: DataType
    ) throws(CoercionError) -> AttributeValue {
        switch type {
        case .string, .text: .text(try text(json, as: type))
        case .integer: .integer(try integer(json))
        case .decimal: try numeric(json)
        case .bool: .bool(try bool(json))
        case .date: .date(try date(json))
        case .datetime: .moment(try moment(json))
        case .coordinates: .coordinates(try coordinates(json))
        case .payload: .payload(try payload(json))
        }
    }

    /// Whether a JSON value can be one value of the type.
    public func accepts(_ json: JSONValue, as type: DataType) -> Bool {
        do throws(CoercionError) { _ = try single(json, as: type) } catch { return false }
        return true
    }

    /// The number that a JSON value is or spells; nil for anything else.
    public func decimalNumber(_ json: JSONValue) -> Double? {
        do throws(CoercionError) { return try decimal(json) } catch { return nil }
    }

    /// The whole number that a JSON value is or spells; nil for anything else.
    public func wholeNumber(_ json: JSONValue) -> Int64? {
        do throws(CoercionError) { return try integer(json) } catch { return nil }
    }

    private func list(
        _ elements: [JSONValue],
        as type: DataType,
        multivalue: Int
    ) throws(CoercionError) -> IncomingValue {
        var values: [AttributeValue] = []
        for (position, element) in elements.enumerated() {
            guard element != .null, element != .string("") else { continue }
            do throws(CoercionError) {
                let value = try single(element, as: type)
                if !values.contains(value) { values.append(value) }
            } catch { throw error.at(position) }
            guard values.count <= max(1, multivalue) else {
                throw CoercionError(
                    .tooManyValues,
                    Phrase.mustHave(
                        "at most \(multivalue) \(multivalue == 1 ? "value" : "values")"
                    ),
                    position: position
                )
            }
        }
        guard let first = values.first else { return .clear }
        return .set(multivalue > 1 ? .list(values) : first)
    }

    // MARK: Types

    private func text(_ json: JSONValue, as type: DataType) throws(CoercionError) -> String {
        let text: String
        switch json {
        case .string(let string): text = string
        case .integer(let number): text = String(number)
        case .number(let number):
            text = Int64(exactly: number).map { String($0) } ?? number.description
        case .bool(let flag): text = flag ? "true" : "false"
        default: throw wrongType(json, "text")
        }
        let isPlain = text.utf8.allSatisfy { byte in
            byte >= 0x20 && byte != 0x7F
                || type == .text && (byte == 0x0A || byte == 0x0D || byte == 0x09)
        }
        guard isPlain else {
            throw CoercionError(.controlCharacter, Phrase.mustNotContain("control characters"))
        }
        let longest = type == .string ? limits.stringLength : limits.textLength
        guard text.utf8.count <= longest || text.unicodeScalars.count <= longest else {
            throw CoercionError(.tooLong, Phrase.mustHave("at most \(longest) characters"))
        }
        return TextFolding.composed(text)
    }

    private func integer(_ json: JSONValue) throws(CoercionError) -> Int64 {
        switch json {
        case .integer(let number): return number
        case .number(let number): return try whole(number)
        case .string(let text):
            if let number = Int64(text) { return number }
            return try whole(try number(text))
        default: throw wrongType(json, "a whole number")
        }
    }

    private func whole(_ number: Double) throws(CoercionError) -> Int64 {
        guard let integer = Int64(exactly: number) else {
            throw CoercionError(.invalidNumber, Phrase.mustBe("a whole number of at most 64 bits"))
        }
        return integer
    }

    /// A number, exact if it is whole and has at most 64 bits.
    private func numeric(_ json: JSONValue) throws(CoercionError) -> AttributeValue {
        switch json {
        case .integer(let number): return AttributeValue(exactly: number)
        case .string(let text):
            if let number = Int64(text) { return AttributeValue(exactly: number) }
            return .decimal(try number(text))
        default: return .decimal(try decimal(json))
        }
    }

    private func decimal(_ json: JSONValue) throws(CoercionError) -> Double {
        switch json {
        case .integer(let number): Double(number)
        case .number(let number): number + 0
        case .string(let text): try number(text)
        default: throw wrongType(json, "a number")
        }
    }

    private func number(_ text: String) throws(CoercionError) -> Double {
        let isDecimal = text.utf8.allSatisfy { byte in
            (48...57).contains(byte) || [0x2B, 0x2D, 0x2E, 0x45, 0x65].contains(byte)
        }
        guard isDecimal, let number = Double(text) else {
            throw CoercionError(.invalidNumber, Phrase.mustBe("a number"))
        }
        guard number.isFinite else {
            throw CoercionError(.outOfRange, Phrase.mustBe("a number that a double can hold"))
        }
        return number + 0
    }

    private func bool(_ json: JSONValue) throws(CoercionError) -> Bool {
        switch json {
        case .bool(let flag): return flag
        case .integer(0), .number(0): return false
        case .integer(1), .number(1): return true
        case .string(let text):
            switch text.lowercased() {
            case "1", "true", "yes": return true
            case "0", "false", "no": return false
            default: break
            }
        default: break
        }
        throw wrongType(json, "a boolean: true, false, 1 or 0")
    }

    private func date(_ json: JSONValue) throws(CoercionError) -> CivilDate {
        guard case .string(let text) = json else { throw wrongType(json, "a date, YYYY-MM-DD") }
        guard let date = DateText.date(text) else {
            throw CoercionError(
                .invalidDate,
                Phrase.mustBe("a valid date, YYYY-MM-DD, without a time of day")
            )
        }
        return date
    }

    private func moment(_ json: JSONValue) throws(CoercionError) -> Timestamp {
        guard case .string(let text) = json else {
            throw wrongType(json, "a date and time in ISO 8601")
        }
        guard let moment = DateText.moment(text, in: zone) else {
            throw CoercionError(
                .invalidDate,
                Phrase.mustBe("a date and time in ISO 8601, YYYY-MM-DDTHH:MM:SS.SSSZ")
            )
        }
        return moment
    }

    private func coordinates(_ json: JSONValue) throws(CoercionError) -> Coordinates {
        var numbers: [Double] = []
        switch json {
        case .object(let object):
            let longitude = object["lon"] ?? object["lng"]
            for value in [object["lat"], longitude] {
                guard let value, let number = decimalNumber(value) else { break }
                numbers.append(number)
            }
        case .string(let text):
            if let object = JSONText.object(text) { return try coordinates(.object(object)) }
            for part in text.split(separator: ",", omittingEmptySubsequences: false) {
                let trimmed = part.drop { $0 == " " }
                guard let number = decimalNumber(.string(String(trimmed))) else { break }
                numbers.append(number)
            }
        default: break
        }
        guard numbers.count == 2,
            let point = Coordinates(latitude: numbers[0], longitude: numbers[1])
        else {
            throw CoercionError(
                .invalidCoordinates,
                Phrase.mustBe(#"coordinates in degrees: {"lat":41.38,"lon":2.17} or "41.38,2.17""#)
            )
        }
        return point
    }

    private func payload(_ json: JSONValue) throws(CoercionError) -> String {
        var writer = JSONWriter()
        if case .string(let text) = json, let object = JSONText.object(text) {
            writer.value(.object(object))
        } else if case .string(let text) = json, let elements = JSONText.array(text) {
            writer.value(.array(elements))
        } else {
            writer.value(json)
        }
        guard writer.bytes.count <= limits.payloadBytes else {
            throw CoercionError(.tooLong, Phrase.mustHave("at most \(limits.payloadBytes) bytes"))
        }
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    private func wrongType(_ json: JSONValue, _ wanted: String) -> CoercionError {
        CoercionError(.wrongType, Phrase.mustBe(wanted, not: json.typeName))
    }
}
