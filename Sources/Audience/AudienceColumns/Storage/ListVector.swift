import Attributes

/// Rows with several values: the elements of each row lie together in another vector.
final class ListVector {
    fileprivate(set) var starts: [UInt32] = []
    fileprivate(set) var counts: [UInt32] = []
    private(set) var elements: Vector
    private(set) var elementCount = 0
    private let type: DataType
    private var garbage = 0

    init(_ type: DataType) {
        self.type = type
        elements = Vector(type)
    }

    /// Sets the elements of a row, which must have the vector's type.
    func set(_ values: [AttributeValue], at row: Int, _ pool: TextPool) {
        if row >= starts.count {
            guard !values.isEmpty else { return }
            let missing = row + 1 - starts.count
            starts.append(contentsOf: repeatElement(0, count: missing))
            counts.append(contentsOf: repeatElement(0, count: missing))
        }
        for element in 0..<Int(counts[row]) {
            elements.set(nil, at: Int(starts[row]) + element, pool)
        }
        garbage += Int(counts[row])
        starts[row] = UInt32(elementCount)
        counts[row] = UInt32(values.count)
        for value in values {
            elements.set(value, at: elementCount, pool)
            elementCount += 1
        }
        if garbage > 1_024, garbage * 2 > elementCount { compact(pool) }
    }

    /// The positions of a row's elements.
    @inline(__always)
    func range(_ row: Int) -> Range<Int> {
        guard row < starts.count else { return 0..<0 }
        let start = Int(starts[row])
        return start..<start + Int(counts[row])
    }

    /// The rows with an element in the given mask of elements.
    func rows(_ mask: RowMask, count: Int) -> RowMask {
        RowMask(count: count, testing: starts.count) { row in range(row).contains { mask[$0] } }
    }

    private func compact(_ pool: TextPool) {
        let fresh = Vector(type)
        var position = 0
        for row in starts.indices {
            let old = range(row)
            starts[row] = UInt32(position)
            for element in old {
                fresh.set(elements.value(at: element, type, pool), at: position, pool)
                elements.set(nil, at: element, pool)
                position += 1
            }
        }
        elements = fresh
        elementCount = position
        garbage = 0
    }
}

extension Vector {
    /// The value of a row; nil when it has none.
    func value(at row: Int, _ type: DataType, _ pool: TextPool) -> AttributeValue? {
        switch self {
        case .codes(let vector):
            guard row < vector.codes.count, vector.codes[row] != 0 else { return nil }
            return .text(pool.text(vector.codes[row]))
        case .wholes(let vector):
            return vector.present[row] ? AttributeValue(whole: vector.values[row], type) : nil
        case .decimals(let vector):
            return vector.present[row] ? vector.value(row) : nil
        case .bools(let vector): return vector.present[row] ? .bool(vector.isTrue[row]) : nil
        case .points(let vector):
            return vector.present[row] ? vector.point(row).map { .coordinates($0) } : nil
        case .presence(let vector): return vector.present[row] ? .payload("") : nil
        case .lists(let vector):
            let elements = vector.range(row).compactMap {
                vector.elements.value(at: $0, type, pool)
            }
            return elements.isEmpty ? nil : .list(elements)
        }
    }
}
