import Attributes
import Essentials

/// What all chunks of a table share for one column.
final class Column {
    let name: String
    let type: DataType
    private(set) var pool = TextPool()

    init(_ name: String, _ type: DataType) {
        self.name = name
        self.type = type
    }

    /// The value in the form of the column: elements of its type only, and a single one not as a
    /// list.
    func accepted(_ value: AttributeValue?) -> AttributeValue? {
        if case .text = value { return type.isTextual ? value : nil }
        guard case .list(let elements) = value else {
            return value.flatMap { $0.isOf(type) ? $0 : nil }
        }
        let accepted = elements.filter { $0.isOf(type) }
        return accepted.count > 1 ? .list(accepted) : accepted.first
    }

    /// Rebuilds the pool when most of its texts are unused.
    func tidy(_ vectors: () -> [Vector]) {
        guard pool.isWasteful else { return }
        let (fresh, numbers) = pool.compacted()
        for vector in vectors() { vector.renumber(numbers) }
        pool = fresh
    }
}

extension Vector {
    fileprivate func renumber(_ numbers: [UInt32]) {
        switch self {
        case .codes(let vector): vector.renumber(numbers)
        case .lists(let vector): vector.elements.renumber(numbers)
        default: break
        }
    }
}

extension AttributeValue {
    /// The value of a type that is stored as a whole number.
    init(whole: Int64, _ type: DataType) {
        switch type {
        case .date: self = .date(CivilDate(daysSinceEpoch: whole))
        case .datetime: self = .moment(Timestamp(microseconds: whole))
        default: self = .integer(whole)
        }
    }
}

/// The columns of a table, by name and by number.
struct ColumnList {
    private(set) var columns: [Column] = []
    private var indices: [String: Int] = [:]

    /// Adds a column, unless one has the name.
    mutating func define(_ name: String, _ type: DataType) {
        guard indices[name] == nil else { return }
        indices[name] = columns.count
        columns.append(Column(name, type))
    }

    func index(of name: String) -> Int? { indices[name] }
}

/// The vectors of a chunk by column number; a column without values has none.
struct VectorList {
    private(set) var vectors: [Vector?] = []

    subscript(column: Int) -> Vector? { column < vectors.count ? vectors[column] : nil }

    /// Sets or clears a value in the form of ``Column/accepted(_:)``.
    mutating func set(_ value: AttributeValue?, at row: Int, _ column: Column, _ index: Int) {
        guard let vector = self[index] else {
            guard let value else { return }
            if index >= vectors.count {
                vectors.append(contentsOf: repeatElement(nil, count: index + 1 - vectors.count))
            }
            vectors[index] = Vector(column.type)
            return set(value, at: row, column, index)
        }
        guard case .list(let elements) = value else {
            return vector.set(value, at: row, column.pool)
        }
        guard case .lists(let lists) = vector else {
            vectors[index] = .lists(VectorList.lists(of: vector, column))
            return set(value, at: row, column, index)
        }
        lists.set(elements, at: row, column.pool)
    }

    /// Clears a value, if there is one.
    func clear(_ row: Int, _ column: Column, _ index: Int) {
        guard let vector = vectors[index], vector.has(row) else { return }
        vector.set(nil, at: row, column.pool)
    }

    /// The values of a vector, as lists of one.
    private static func lists(of vector: Vector, _ column: Column) -> ListVector {
        let lists = ListVector(column.type)
        for row in 0..<RowMask.rows {
            guard let value = vector.value(at: row, column.type, column.pool) else { continue }
            lists.set([value], at: row, column.pool)
            vector.set(nil, at: row, column.pool)
        }
        return lists
    }

    var memoryBytes: Int { vectors.reduce(0) { $0 + ($1?.memoryBytes ?? 0) } }
}
