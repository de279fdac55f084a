import Attributes
import Essentials

/// What all chunks of a table share for one column.
final class Column {
    let name: String
    let type: DataType
    private(set) var pool: TextPool

    init(_ name: String, _ type: DataType, _ pool: TextPool = TextPool()) {
        self.name = name
        self.type = type
        self.pool = pool
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
    /// Numbers of columns that were dropped.
    private var free: [Int] = []

    /// Adds a column; if there is one of another type, replaces it, and returns its number and the
    /// old one.
    mutating func define(_ name: String, _ type: DataType) -> (index: Int, old: Column)? {
        guard let index = indices[name] else {
            if let index = free.popLast() {
                indices[name] = index
                columns[index] = Column(name, type)
            } else {
                indices[name] = columns.count
                columns.append(Column(name, type))
            }
            return nil
        }
        let old = columns[index]
        guard old.type != type else { return nil }
        // Both kinds of text are stored alike.
        let isAlike = old.type.isTextual && type.isTextual
        columns[index] = isAlike ? Column(name, type, old.pool) : Column(name, type)
        return isAlike ? nil : (index, old)
    }

    /// Drops a column, and returns its number for the vectors to be dropped.
    mutating func undefine(_ name: String) -> Int? {
        guard let index = indices.removeValue(forKey: name) else { return nil }
        columns[index] = Column("", .string)
        free.append(index)
        return index
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

    /// Drops the vector of a column.
    mutating func drop(_ index: Int) {
        if index < vectors.count { vectors[index] = nil }
    }

    /// Converts the values of a column that has another type now.
    mutating func convert(_ index: Int, from old: Column, to new: Column) {
        guard let vector = self[index] else { return }
        vectors[index] = nil
        for row in 0..<RowMask.rows {
            guard let value = vector.value(at: row, old.type, old.pool) else { continue }
            let most = if case .list = value { Int.max } else { 1 }
            set(value.converted(to: new.type, multivalue: most), at: row, new, index)
        }
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
