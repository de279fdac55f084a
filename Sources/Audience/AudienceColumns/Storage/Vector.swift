import Attributes
import Essentials
import Filters

/// The values of one column in one chunk.
///
/// A row beyond the end has no value.
enum Vector {
    case codes(CodeVector)
    case wholes(WholeVector)
    case decimals(DecimalVector)
    case bools(BoolVector)
    case points(PointVector)
    /// For payloads, only whether they exist.
    case presence(PresenceVector)
    case lists(ListVector)

    /// An empty vector for values of a type.
    init(_ type: DataType) {
        self =
            switch type {
            case .string, .text: .codes(CodeVector())
            case .integer, .date, .datetime: .wholes(WholeVector())
            case .decimal: .decimals(DecimalVector())
            case .bool: .bools(BoolVector())
            case .coordinates: .points(PointVector())
            case .payload: .presence(PresenceVector())
            }
    }

    /// Sets or clears the single value of a row, which must have the vector's type.
    func set(_ value: AttributeValue?, at row: Int, _ pool: TextPool) {
        switch self {
        case .codes(let vector):
            if case .text(let text) = value {
                guard !vector.has(text, at: row, pool) else { return }
                vector.set(pool.use(text), at: row, pool)
            } else {
                vector.set(0, at: row, pool)
            }
        case .wholes(let vector): vector.set(value?.whole, at: row)
        case .decimals(let vector):
            switch value {
            case .decimal(let number): vector.set(number, at: row)
            case .integer(let number): vector.set(exactly: number, at: row)
            default: vector.set(nil, at: row)
            }
        case .bools(let vector):
            if case .bool(let flag) = value {
                vector.set(flag, at: row)
            } else {
                vector.set(nil, at: row)
            }
        case .points(let vector):
            if case .coordinates(let point) = value {
                vector.set(point, at: row)
            } else {
                vector.set(nil, at: row)
            }
        case .presence(let vector): vector.present[row] = value != nil
        case .lists(let vector): vector.set(value.map { [$0] } ?? [], at: row, pool)
        }
    }

    /// Whether a row has a value.
    func has(_ row: Int) -> Bool {
        switch self {
        case .codes(let vector): row < vector.codes.count && vector.codes[row] != 0
        case .wholes(let vector): vector.present[row]
        case .decimals(let vector): vector.present[row]
        case .bools(let vector): vector.present[row]
        case .points(let vector): vector.present[row]
        case .presence(let vector): vector.present[row]
        case .lists(let vector): !vector.range(row).isEmpty
        }
    }

    var memoryBytes: Int {
        switch self {
        case .codes(let vector): vector.codes.capacity * 4
        case .wholes(let vector): vector.values.capacity * 8 + vector.present.bytes
        case .decimals(let vector):
            vector.values.capacity * 8 + vector.exact.capacity * 24 + vector.present.bytes
        case .bools(let vector): vector.present.bytes + vector.isTrue.bytes
        case .points(let vector):
            (vector.latitudes.capacity + vector.longitudes.capacity) * 8 + vector.present.bytes
        case .presence(let vector): vector.present.bytes
        case .lists(let vector):
            (vector.starts.capacity + vector.counts.capacity) * 4 + vector.elements.memoryBytes
        }
    }
}

extension AttributeValue {
    /// The whole number of an integer, a day or a moment.
    var whole: Int64? {
        switch self {
        case .integer(let number): number
        case .date(let date): Int64(date.daysSinceEpoch)
        case .moment(let moment): moment.microseconds
        default: nil
        }
    }
}

/// The numbers of texts in a pool; 0 is no value.
final class CodeVector {
    fileprivate(set) var codes: [UInt32] = []

    func set(_ code: UInt32, at row: Int, _ pool: TextPool) {
        if row >= codes.count {
            guard code != 0 else { return }
            codes.extend(to: row, with: 0)
        }
        if codes[row] != 0 { pool.release(codes[row]) }
        codes[row] = code
    }

    /// Whether the row already has this text, which is the usual case of a repeated write.
    func has(_ text: String, at row: Int, _ pool: TextPool) -> Bool {
        guard row < codes.count, codes[row] != 0 else { return false }
        var text = text
        return text.withUTF8 { text in pool.withBytes(codes[row]) { compare($0, text) == 0 } }
    }

    func renumber(_ numbers: [UInt32]) { codes = codes.map { numbers[Int($0)] } }
}

/// Integers, days or microseconds.
final class WholeVector {
    fileprivate(set) var values: [Int64] = []
    fileprivate(set) var present = Bits()

    func set(_ value: Int64?, at row: Int) {
        if let value {
            values.extend(to: row, with: 0)
            values[row] = value
        }
        present[row] = value != nil
    }
}

final class DecimalVector {
    fileprivate(set) var values: [Double] = []
    fileprivate(set) var present = Bits()
    /// The whole numbers that a double cannot hold, by row; their values are the nearest ones.
    fileprivate(set) var exact: [Int: Int64] = [:]

    func set(exactly value: Int64, at row: Int) {
        set(Double(value), at: row)
        if !value.isExactInDouble { exact[row] = value }
    }

    func set(_ value: Double?, at row: Int) {
        if !exact.isEmpty { exact[row] = nil }
        if let value {
            values.extend(to: row, with: 0)
            values[row] = value
        }
        present[row] = value != nil
    }

    /// The value of a row that has one.
    func value(_ row: Int) -> AttributeValue {
        if !exact.isEmpty, let whole = exact[row] { return .integer(whole) }
        return .decimal(values[row])
    }

    /// Calls the body with a number of a row, as it is and in millionths.
    @inline(__always)
    func call(_ row: Int, _ body: (Double, Int128) -> Void) {
        if !exact.isEmpty, let whole = exact[row] {
            return body(values[row], Int128(whole) * 1_000_000)
        }
        body(values[row], Int128(millionths: values[row]))
    }
}

final class BoolVector {
    fileprivate(set) var present = Bits()
    fileprivate(set) var isTrue = Bits()

    func set(_ value: Bool?, at row: Int) {
        present[row] = value != nil
        isTrue[row] = value == true
    }
}

final class PointVector {
    fileprivate(set) var latitudes: [Double] = []
    fileprivate(set) var longitudes: [Double] = []
    fileprivate(set) var present = Bits()

    func set(_ value: Coordinates?, at row: Int) {
        if let value {
            latitudes.extend(to: row, with: 0)
            longitudes.extend(to: row, with: 0)
            latitudes[row] = value.latitude
            longitudes[row] = value.longitude
        }
        present[row] = value != nil
    }

    func point(_ row: Int) -> Coordinates? {
        Coordinates(latitude: latitudes[row], longitude: longitudes[row])
    }
}

final class PresenceVector {
    var present = Bits()
}

extension Array {
    /// Extends the vector to the row.
    fileprivate mutating func extend(to row: Int, with filler: Element) {
        if row == count {
            append(filler)
        } else if row > count {
            append(contentsOf: repeatElement(filler, count: row + 1 - count))
        }
    }
}
