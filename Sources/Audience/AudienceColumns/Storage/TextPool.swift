import Attributes
import Essentials
import Filters
import Glibc

/// The distinct texts of a column, each stored once, numbered from 1.
///
/// All texts are in one byte array. An unused text is found again when it returns; ``isWasteful``
/// says when so many are unused that the column should be rebuilt.
final class TextPool {
    /// The number of texts, used or not.
    private(set) var count = 0
    private var bytes: [UInt8] = []
    /// The end of each text, by its number; that of 0 is 0.
    private var ends: [UInt32] = [0]
    private var uses: [UInt32] = [0]
    private var unused = 0
    /// An open-addressing table: 32 bits of the hash of each text, and below them its number.
    ///
    /// The hashes distinguish nearly all texts without comparing their bytes.
    private var table: [UInt64] = Array(repeating: 0, count: 16)
    /// The foldings used so far.
    private var folded: [TextFolding: FoldedTexts] = [:]
    /// The results of recent tests, in the order of their use.
    private var found: [(test: TextTest, matches: Bits, count: Int)] = []

    private static let rememberedTests = 16

    // MARK: Writing

    /// The number of a text; adds one use of it.
    func use(_ text: String) -> UInt32 {
        var text = text
        return text.withUTF8 { bytes in
            let hash = TextPool.hash(bytes)
            let slot = self.slot(of: bytes, hash)
            if table[slot] != 0 {
                let code = Int(UInt32(truncatingIfNeeded: table[slot]))
                if uses[code] == 0 { unused -= 1 }
                uses[code] += 1
                return UInt32(code)
            }
            count += 1
            self.bytes.append(contentsOf: bytes)
            ends.append(UInt32(self.bytes.count))
            uses.append(1)
            table[slot] = UInt64(hash) << 32 | UInt64(count)
            if count * 4 > table.count * 3 { grow() }
            return UInt32(count)
        }
    }

    /// Removes one use of a text.
    func release(_ code: UInt32) {
        uses[Int(code)] -= 1
        if uses[Int(code)] == 0 { unused += 1 }
    }

    /// Whether most texts are unused.
    var isWasteful: Bool { unused > 4_096 && unused * 2 > count }

    /// A pool of the used texts, and the new number of each old one.
    func compacted() -> (TextPool, [UInt32]) {
        let pool = TextPool()
        var numbers: [UInt32] = Array(repeating: 0, count: count + 1)
        for code in 1..<count + 1 where uses[code] > 0 {
            numbers[code] = pool.use(text(UInt32(code)))
            pool.uses[Int(numbers[code])] = uses[code]
        }
        return (pool, numbers)
    }

    // MARK: Reading

    func text(_ code: UInt32) -> String {
        withBytes(code) { String(decoding: $0, as: UTF8.self) }
    }

    @inline(__always)
    func withBytes<Result>(
        _ code: UInt32,
        _ body: (UnsafeBufferPointer<UInt8>) -> Result
    ) -> Result {
        let start = Int(ends[Int(code) - 1])
        let end = Int(ends[Int(code)])
        return bytes.withUnsafeBufferPointer {
            body(UnsafeBufferPointer(rebasing: $0[start..<end]))
        }
    }

    /// The numbers of the texts that match.
    ///
    /// Each text is tested once: recent results are cached, and texts added since are tested when
    /// the test is used again. What a stopped test has found is kept, so that it can go on.
    func matches(_ test: TextTest, _ pace: Pace = .free) -> Bits {
        if case .equals(let texts) = test.kind, test.folding == .exact {
            var matches = Bits(count: count + 1)
            for text in texts {
                let slot = text.withUnsafeBufferPointer { self.slot(of: $0, TextPool.hash($0)) }
                let code = Int(UInt32(truncatingIfNeeded: table[slot]))
                if code != 0 { matches.insertWithinRoom(code) }
            }
            return matches
        }
        var (matches, from) = (Bits(), 0)
        if let index = found.firstIndex(where: { $0.test == test }) {
            (matches, from) = (found[index].matches, found[index].count)
            found.remove(at: index)
        }
        if from < count { from = scan(from + 1...count, test, &matches, pace) }
        found.append((test, matches, from))
        if found.count > TextPool.rememberedTests { found.removeFirst() }
        return matches
    }

    /// Tests texts, and returns the last one that was tested.
    private func scan(
        _ codes: ClosedRange<Int>,
        _ test: TextTest,
        _ matches: inout Bits,
        _ pace: Pace
    ) -> Int {
        let folded: FoldedTexts?
        if test.folding == .exact {
            folded = nil
        } else {
            guard let texts = foldedTexts(test.folding, pace) else { return codes.lowerBound - 1 }
            folded = texts
        }
        let (base, perByte) = test.cost
        for code in codes {
            let length = Int(ends[code] - ends[code - 1])
            guard pace.spend(base + perByte * length) else { return code - 1 }
            let isMet =
                folded?.withBytes(code, test.matches(folded:))
                ?? withBytes(UInt32(code), test.matches(folded:))
            if isMet { matches[code] = true }
        }
        return codes.upperBound
    }

    /// Whether the first text sorts before the second, ignoring case and accents first.
    func precedes(_ left: UInt32, _ right: UInt32) -> Bool {
        guard left != right else { return false }
        guard let folded = foldedTexts(.search, .free) else { return false }
        let order = folded.order(left, right, in: self)
        guard order == 0 else { return order < 0 }
        return withBytes(left) { left in withBytes(right) { compare(left, $0) < 0 } }
    }

    /// Prepares for ``precedes(_:_:)``, which would otherwise do all of it at once; whether to go
    /// on.
    func prepareOrder(_ pace: Pace) -> Bool { foldedTexts(.search, pace) != nil }

    /// The rank of each text in the order of ``precedes(_:_:)``, by its number.
    func ranks(_ pace: Pace = .free) -> [UInt32] {
        guard let folded = foldedTexts(.search, pace) else { return [] }
        var ranks: [UInt32] = Array(repeating: 0, count: count + 1)
        let codes = (0..<UInt32(count)).map { $0 + 1 }.sorted { left, right in
            guard pace.spend(40) else { return false }
            let order = folded.order(left, right, in: self)
            guard order == 0 else { return order < 0 }
            return withBytes(left) { left in withBytes(right) { compare(left, $0) < 0 } }
        }
        for (rank, code) in codes.enumerated() { ranks[Int(code)] = UInt32(rank) }
        return ranks
    }

    /// The folded texts; nil if the pace stopped before all were folded.
    private func foldedTexts(_ folding: TextFolding, _ pace: Pace) -> FoldedTexts? {
        let texts = folded[folding] ?? FoldedTexts(folding)
        folded[folding] = texts
        while texts.count < count {
            let code = UInt32(texts.count + 1)
            let length = Int(ends[Int(code)] - ends[Int(code) - 1])
            guard pace.spend(20 + 4 * length) else { return nil }
            let isFolded = withBytes(code, texts.isFolded)
            texts.append(isFolded ? nil : text(code))
        }
        return texts
    }

    var memoryBytes: Int {
        bytes.capacity + (ends.capacity + uses.capacity) * 4 + table.capacity * 8
            + folded.values.reduce(0) { $0 + $1.memoryBytes }
    }

    // MARK: Table

    /// The slot of the text in the table, or the free slot for it.
    private func slot(of text: UnsafeBufferPointer<UInt8>, _ hash: UInt32) -> Int {
        let table = table
        let mask = table.count - 1
        var slot = Int(hash) & mask
        while table[slot] != 0 {
            if UInt32(truncatingIfNeeded: table[slot] >> 32) == hash,
                withBytes(UInt32(truncatingIfNeeded: table[slot]), { compare($0, text) == 0 })
            {
                return slot
            }
            slot = (slot + 1) & mask
        }
        return slot
    }

    private func grow() {
        var larger: [UInt64] = Array(repeating: 0, count: table.count * 2)
        let mask = larger.count - 1
        for entry in table where entry != 0 {
            var slot = Int(entry >> 32) & mask
            while larger[slot] != 0 { slot = (slot + 1) & mask }
            larger[slot] = entry
        }
        table = larger
    }

    /// Keyed per process, so that nobody can choose texts that collide.
    private static func hash(_ text: UnsafeBufferPointer<UInt8>) -> UInt32 {
        var hasher = Hasher()
        hasher.combine(bytes: UnsafeRawBufferPointer(text))
        return UInt32(truncatingIfNeeded: hasher.finalize())
    }
}

extension TextTest {
    /// About what a test of one text costs: in any case, and for each byte.
    fileprivate var cost: (base: Int, perByte: Int) {
        switch kind {
        case .equals, .startsWith, .endsWith: (20, 0)
        case .contains(let parts): (20, parts.count)
        // RE2 takes some 2 ns a byte, and far more where its cache of states is too small.
        case .pattern: (200, 8)
        }
    }
}

/// The order of the bytes: negative, 0 or positive.
func compare(_ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>) -> Int {
    let common = min(left.count, right.count)
    if common > 0, let left = left.baseAddress, let right = right.baseAddress {
        let order = memcmp(left, right, common)
        if order != 0 { return Int(order) }
    }
    return left.count - right.count
}
