import Essentials
import JSONCoding

extension AttributeValue {
    /// The value as one of another type, or as a list of them if there may be several values; nil
    /// if it cannot be one.
    public func converted(to type: DataType, multivalue: Int) -> AttributeValue? {
        var values: [AttributeValue] = []
        for element in elements {
            guard let value = element.single(as: type) else { continue }
            if !values.contains(value) { values.append(value) }
        }
        guard let first = values.first, values.count <= max(multivalue, 1) else { return nil }
        return multivalue > 1 ? .list(values) : first
    }

    private func single(as type: DataType) -> AttributeValue? {
        if isOf(type) { return self }
        do throws(CoercionError) {
            return try ValueCoercion().single(asJSON, as: type)
        } catch {
            return nil
        }
    }

    /// The value as a client would send it.
    private var asJSON: JSONValue {
        switch self {
        case .text(let text): .string(text)
        case .integer(let number): .integer(number)
        case .decimal(let number): Int64(exactly: number).map { .integer($0) } ?? .number(number)
        case .bool(let flag): .bool(flag)
        case .date(let date): .string(date.iso8601)
        case .moment(let moment): .string(moment.preciseISO8601)
        case .coordinates(let point): .string("\(point.latitude),\(point.longitude)")
        case .payload(let json): .string(json)
        case .list(let elements): .array(elements.map(\.asJSON))
        }
    }
}
