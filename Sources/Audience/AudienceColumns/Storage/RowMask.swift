/// A set of rows of one chunk, one bit each.
struct RowMask {
    /// The rows of a chunk; a power of two.
    static let rows = 1 << 14

    private(set) var words: [UInt64]
    /// The number of rows; bits from there on are 0.
    let count: Int

    init(count: Int) {
        self.count = count
        words = Array(repeating: 0, count: (count + 63) / 64)
    }

    /// Every row.
    init(all count: Int) {
        self.count = count
        words = Array(repeating: .max, count: (count + 63) / 64)
        clearTail()
    }

    /// The rows of a set.
    init(_ bits: Bits, count: Int) {
        self.count = count
        words = (0..<(count + 63) / 64).map { bits.word($0) }
        clearTail()
    }

    /// The rows from the bits of each 64 rows, by the first of them.
    init(count: Int, words: (_ start: Int) -> UInt64) {
        self.count = count
        self.words = (0..<(count + 63) / 64).map { words($0 * 64) }
        clearTail()
    }

    /// The rows below the limit that pass a test.
    @inline(__always)
    init(count: Int, testing limit: Int, _ test: (Int) -> Bool) {
        self.init(count: count)
        let limit = Swift.min(limit, count)
        var row = 0
        var index = 0
        while row < limit {
            let end = Swift.min(row + 64, limit)
            var word: UInt64 = 0
            while row < end {
                word |= (test(row) ? 1 : 0) &<< UInt64(row & 63)
                row += 1
            }
            words[index] = word
            index += 1
        }
    }

    var isEmpty: Bool { words.allSatisfy { $0 == 0 } }

    var cardinality: Int { words.reduce(0) { $0 + $1.nonzeroBitCount } }

    subscript(row: Int) -> Bool {
        get { words[row >> 6] & (1 << UInt64(row & 63)) != 0 }
        set {
            if newValue {
                words[row >> 6] |= 1 << UInt64(row & 63)
            } else {
                words[row >> 6] &= ~(1 << UInt64(row & 63))
            }
        }
    }

    mutating func formIntersection(_ other: RowMask) {
        for index in words.indices { words[index] &= other.words[index] }
    }

    mutating func formIntersection(_ bits: Bits) {
        for index in words.indices { words[index] &= bits.word(index) }
    }

    /// Keeps the rows whose number is in a set.
    ///
    /// Without a branch per row, which the processor could not predict.
    @inline(__always)
    mutating func formIntersection(of numbers: [UInt32], in set: Bits) {
        for index in words.indices where words[index] != 0 {
            let start = index * 64
            var word: UInt64 = 0
            for row in start..<Swift.min(start + 64, numbers.count) {
                word |= set.bit(Int(numbers[row])) &<< UInt64(row & 63)
            }
            words[index] &= word
        }
    }

    mutating func formUnion(_ other: RowMask) {
        for index in words.indices { words[index] |= other.words[index] }
    }

    mutating func invert() {
        for index in words.indices { words[index] = ~words[index] }
        clearTail()
    }

    /// Calls the body with each row, in order.
    @inline(__always)
    func forEach(_ body: (Int) -> Void) {
        for index in words.indices {
            var word = words[index]
            while word != 0 {
                body(index &* 64 &+ word.trailingZeroBitCount)
                word &= word &- 1
            }
        }
    }

    /// The rows in order, starting at a given one.
    func rows(from start: Int) -> [Int] {
        var found: [Int] = []
        forEach { if $0 >= start { found.append($0) } }
        return found
    }

    private mutating func clearTail() {
        if count & 63 != 0, let last = words.indices.last {
            words[last] &= (1 << UInt64(count & 63)) - 1
        }
    }
}
