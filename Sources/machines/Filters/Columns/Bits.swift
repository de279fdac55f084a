/// A growing set of small numbers, one bit each.
struct Bits: Sendable {
    private(set) var words: [UInt64] = []

    init() {}

    /// Creates a set with room for numbers below the count.
    init(count: Int) { words = Array(repeating: 0, count: (count + 63) / 64) }

    subscript(index: Int) -> Bool {
        @inline(__always) get {
            let word = index >> 6
            return word < words.count && words[word] & (1 << UInt64(index & 63)) != 0
        }
        set {
            let word = index >> 6
            if word >= words.count {
                guard newValue else { return }
                words.append(contentsOf: repeatElement(0, count: word + 1 - words.count))
            }
            if newValue {
                words[word] |= 1 << UInt64(index & 63)
            } else {
                words[word] &= ~(1 << UInt64(index & 63))
            }
        }
    }

    @inline(__always)
    mutating func insertWithinRoom(_ index: Int) { words[index >> 6] |= 1 << UInt64(index & 63) }

    /// The word of 64 numbers; 0 beyond the end.
    @inline(__always)
    func word(_ index: Int) -> UInt64 { index < words.count ? words[index] : 0 }

    var count: Int { words.reduce(0) { $0 + $1.nonzeroBitCount } }

    /// The numbers above one, in order, at most so many.
    func page(after number: Int, limit: Int) -> [Int] {
        var page: [Int] = []
        let start = number + 1
        var index = start >> 6
        var word = word(index) & ~((1 << UInt64(start & 63)) - 1)
        while page.count < limit {
            while word == 0 {
                index += 1
                guard index < words.count else { return page }
                word = self.word(index)
            }
            page.append(index * 64 + word.trailingZeroBitCount)
            word &= word - 1
        }
        return page
    }

    var bytes: Int { words.capacity * 8 }
}
