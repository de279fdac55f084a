import Attributes
import Filters

/// A value of a row in its stored form: cheap to compare within a chunk.
enum Cell: Hashable {
    case code(UInt32)
    case whole(Int64)
    case decimal(Double)
    /// A whole number that a double cannot hold, among decimals.
    case exact(Int64)
    case bool(Bool)
    case text(String)
}

/// Rows grouped by value, in the order in which values are found.
struct Groups {
    private(set) var keys: [AttributeValue] = []
    /// The number of rows in each group.
    private(set) var counts: [Int] = []
    /// The rows of each group by chunk, if they are needed.
    private(set) var rows: [[(selection: Int, rows: [UInt16])]] = []

    /// The number of rows without a value.
    var missing = 0

    private let keepsRows: Bool
    /// For the buckets of a histogram, their ranges of values.
    private var spans: BucketSpans?
    /// The last text and its group, because the text of an event's type repeats.
    private var lastText: (text: String, group: Int)?
    private var selection = 0
    private var indices: [AttributeValue: Int] = [:]
    /// The group of each text of the pool, plus 1.
    private var codes: [Int32] = []
    private var pool: TextPool?
    /// The group of each other cell.
    private var cells: [Cell: Int] = [:]
    /// The last row of each group plus 1, so that a row with two values in a group counts once.
    private var lastRows: [Int32] = []

    init(keepsRows: Bool, spans: BucketSpans? = nil) {
        self.keepsRows = keepsRows
        self.spans = spans
    }

    /// Whether there are more buckets of a histogram than a response may have.
    var isBeyondLimit: Bool { spans != nil && keys.count > Aggregation.Limits.buckets }

    /// Continues with a chunk, whose texts are in a pool.
    mutating func begin(selection: Int, pool: TextPool?) {
        self.selection = selection
        for index in lastRows.indices { lastRows[index] = 0 }
        guard let pool, self.pool !== pool else { return }
        self.pool = pool
        codes = Array(repeating: 0, count: pool.count + 1)
    }

    /// Adds a row to the group of a cell; the key is computed when the cell is first seen.
    @inline(__always)
    mutating func add(_ row: UInt16, _ cell: Cell, _ key: () -> AttributeValue) {
        let group: Int
        if case .code(let code) = cell {
            if codes[Int(code)] == 0 { codes[Int(code)] = Int32(index(of: key()) + 1) }
            group = Int(codes[Int(code)]) - 1
        } else if spans != nil, let order = cell.order {
            if let known = spans?.group(of: order) {
                group = known
            } else {
                group = index(of: key())
                spans?.extend(group, to: order)
            }
        } else {
            group = self.group(of: cell, key)
        }
        guard lastRows[group] != Int32(row) + 1 else { return }
        lastRows[group] = Int32(row) + 1
        counts[group] += 1
        guard keepsRows else { return }
        if rows[group].last?.selection == selection {
            rows[group][rows[group].count - 1].rows.append(row)
        } else {
            rows[group].append((selection, [row]))
        }
    }

    private mutating func group(of cell: Cell, _ key: () -> AttributeValue) -> Int {
        if case .text(let text) = cell, let lastText, lastText.text == text {
            return lastText.group
        }
        let group = cells[cell] ?? index(of: key())
        cells[cell] = group
        if case .text(let text) = cell { lastText = (text, group) }
        return group
    }

    private mutating func index(of key: AttributeValue) -> Int {
        if let index = indices[key] { return index }
        indices[key] = keys.count
        keys.append(key)
        counts.append(0)
        rows.append([])
        lastRows.append(0)
        return keys.count - 1
    }
}
