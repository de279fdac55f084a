/// A growing set of small numbers, one bit each.
struct Bits: Sendable {
    private(set) var words: [UInt64] = []

    init() {}

    /// Creates a set with room for numbers below the count.
    init(count: Int) { words = Array(repeating: 0, count: (count + 63) / 64) }

    /// Creates a set of the numbers below the count that pass a test.
    @inline(__always)
    init(count: Int, _ test: (Int) -> Bool) {
        self.init(count: count)
        for index in words.indices {
            let start = index * 64
            var word: UInt64 = 0
            for number in start..<Swift.min(start + 64, count) {
                word |= (test(number) ? 1 : 0) &<< UInt64(number & 63)
            }
            words[index] = word
        }
    }

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

    /// 1 if the set, which has room for the number, contains it; else 0.
    @inline(__always)
    func bit(_ index: Int) -> UInt64 { words[index >> 6] &>> UInt64(index & 63) & 1 }

    /// The 64 numbers starting at a number.
    @inline(__always)
    func word(from start: Int) -> UInt64 {
        let (index, shift) = (start >> 6, UInt64(start & 63))
        return shift == 0 ? word(index) : word(index) >> shift | word(index + 1) << (64 - shift)
    }

    /// Adds the numbers of a word of 64 bits that starts at a number; there must be room for them.
    @inline(__always)
    mutating func insertWithinRoom(_ word: UInt64, from start: Int) {
        let (index, shift) = (start >> 6, UInt64(start & 63))
        words[index] |= word << shift
        let rest = shift == 0 ? 0 : word >> (64 - shift)
        if rest != 0 { words[index + 1] |= rest }
    }

    mutating func formUnion(_ other: Bits) {
        for index in words.indices { words[index] |= other.word(index) }
    }

    mutating func formIntersection(_ other: Bits) {
        for index in words.indices { words[index] &= other.word(index) }
    }

    mutating func subtract(_ other: Bits) {
        for index in words.indices { words[index] &= ~other.word(index) }
    }

    /// Its numbers that pass a test.
    @inline(__always)
    func filter(_ test: (Int) -> Bool) -> Bits {
        var passed = Bits(count: words.count * 64)
        for index in words.indices {
            var word = words[index]
            while word != 0 {
                let number = index * 64 + word.trailingZeroBitCount
                if test(number) { passed.insertWithinRoom(number) }
                word &= word - 1
            }
        }
        return passed
    }

    var isEmpty: Bool { words.allSatisfy { $0 == 0 } }

    var count: Int { words.reduce(0) { $0 + $1.nonzeroBitCount } }

    /// Its numbers above `number`, in order, at most `limit`.
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

/// The rank of each number in a set.
struct Ranks {
    private let words: [UInt64]
    /// How many numbers are before each word.
    private let below: [UInt32]
    /// The number of elements.
    let count: Int

    init(_ set: Bits) {
        words = set.words
        var count: UInt32 = 0
        below = set.words.map { word in
            defer { count += UInt32(word.nonzeroBitCount) }
            return count
        }
        self.count = Int(count)
    }

    /// How many elements are below a number.
    @inline(__always)
    func rank(of number: Int) -> Int {
        let index = number >> 6
        let lower = words[index] & (1 << UInt64(number & 63) &- 1)
        return Int(below[index]) + lower.nonzeroBitCount
    }
}
