import Attributes
import Essentials
import Filters

/// The key that rows are sorted by.
enum SortKey {
    case missing
    case whole(Int64)
    case decimal(Double)
    /// A whole number that a double cannot hold, among decimals.
    case exact(Int64)
    case text(UInt32, TextPool)

    /// Whether this sorts before another key of the same column; nil if they are equal.
    func precedes(_ other: SortKey) -> Bool? {
        switch (self, other) {
        case (.whole(let left), .whole(let right)): left == right ? nil : left < right
        case (.decimal(let left), .decimal(let right)): left == right ? nil : left < right
        case (.exact, .exact), (.exact, .decimal), (.decimal, .exact):
            number == other.number ? nil : number < other.number
        case (.text(let left, let leftPool), .text(let right, let rightPool)):
            leftPool === rightPool
                ? (left == right ? nil : leftPool.precedes(left, right))
                : leftPool.text(left).utf8.lexicographicallyPrecedes(rightPool.text(right).utf8)
        default: nil
        }
    }

    private var number: AttributeValue {
        switch self {
        case .decimal(let number): .decimal(number)
        case .exact(let number): .integer(number)
        case .missing, .whole, .text: .bool(false)
        }
    }

    var isMissing: Bool { if case .missing = self { true } else { false } }
}

/// The keys of one vector's rows.
struct SortKeys {
    private let vector: Vector?
    private let pool: TextPool
    private let ranks: [UInt32]?

    /// Creates the keys of a vector; with ranks, texts need not be compared again.
    init(_ vector: Vector?, _ column: Column, ranks: [UInt32]? = nil) {
        self.vector = vector
        self.ranks = ranks
        pool = column.pool
    }

    @inline(__always)
    func key(_ row: Int) -> SortKey {
        guard let vector else { return .missing }
        if case .lists(let lists) = vector {
            let range = lists.range(row)
            return range.isEmpty ? .missing : key(lists.elements, range.lowerBound)
        }
        return key(vector, row)
    }

    private func key(_ vector: Vector, _ row: Int) -> SortKey {
        switch vector {
        case .codes(let vector):
            return row < vector.codes.count && vector.codes[row] != 0
                ? key(ofText: vector.codes[row]) : .missing
        case .wholes(let vector):
            return vector.present[row] ? .whole(vector.values[row]) : .missing
        case .decimals(let vector):
            guard vector.present[row] else { return .missing }
            if !vector.exact.isEmpty, let whole = vector.exact[row] { return .exact(whole) }
            return .decimal(vector.values[row])
        case .bools(let vector):
            return vector.present[row] ? .whole(vector.isTrue[row] ? 1 : 0) : .missing
        case .points, .presence, .lists: return .missing
        }
    }

    private func key(ofText code: UInt32) -> SortKey {
        if let ranks { .whole(Int64(ranks[Int(code)])) } else { .text(code, pool) }
    }
}

/// The first `limit` of all offered rows: a heap whose top is the last of them.
struct BestRows {
    /// A row with its number and its sort key.
    struct Row {
        let key: SortKey
        let number: Int64
        let source: UInt32
    }

    private let limit: Int
    private let ascending: Bool
    private var heap: [Row] = []

    init(limit: Int, ascending: Bool) {
        self.limit = limit
        self.ascending = ascending
    }

    mutating func offer(_ key: SortKey, _ number: Int64, source: UInt32 = 0) {
        guard limit > 0 else { return }
        let row = Row(key: key, number: number, source: source)
        if heap.count < limit {
            heap.append(row)
            rise()
        } else if precedes(row, heap[0]) {
            heap[0] = row
            sink()
        }
    }

    /// The rows in order.
    func sorted(_ pace: Pace) -> [Row] {
        heap.sorted { left, right in pace.spend(20) && precedes(left, right) }
    }

    private func precedes(_ left: Row, _ right: Row) -> Bool {
        if left.key.isMissing != right.key.isMissing { return right.key.isMissing }
        if let isLess = left.key.precedes(right.key) { return isLess == ascending }
        return left.number < right.number
    }

    private mutating func rise() {
        var index = heap.count - 1
        while index > 0 {
            let parent = (index - 1) / 2
            guard precedes(heap[parent], heap[index]) else { return }
            heap.swapAt(parent, index)
            index = parent
        }
    }

    private mutating func sink() {
        var index = 0
        while true {
            var last = index
            for child in [2 * index + 1, 2 * index + 2] where child < heap.count {
                if precedes(heap[last], heap[child]) { last = child }
            }
            guard last != index else { return }
            heap.swapAt(last, index)
            index = last
        }
    }
}
