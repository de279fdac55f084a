import Attributes
import Glibc

/// The different texts of a column, each once, numbered from 1.
///
/// All texts lie in one array of octets. A text nobody uses any more is found again when it
/// returns; ``isWasteful`` says when there are so many of them that the column should start over.
final class TextPool {
    /// Texts, used or not.
    private(set) var count = 0
    private var bytes: [UInt8] = []
    /// Where each text ends, by its number; that of 0 is 0.
    private var ends: [UInt32] = [0]
    private var uses: [UInt32] = [0]
    private var unused = 0
    /// An open-addressing table of numbers.
    private var table: [UInt32] = Array(repeating: 0, count: 16)
    /// The folded texts that were asked for.
    private var folded: [TextFolding: FoldedTexts] = [:]
    /// What recent tests found, in the order of their use.
    private var found: [(test: TextTest, matches: Bits, count: Int)] = []

    private static let rememberedTests = 16

    // MARK: Writing

    /// The number of a text, which is used once more.
    func use(_ text: String) -> UInt32 {
        var text = text
        return text.withUTF8 { bytes in
            let slot = self.slot(of: bytes)
            if table[slot] != 0 {
                let code = Int(table[slot])
                if uses[code] == 0 { unused -= 1 }
                uses[code] += 1
                return UInt32(code)
            }
            count += 1
            self.bytes.append(contentsOf: bytes)
            ends.append(UInt32(self.bytes.count))
            uses.append(1)
            table[slot] = UInt32(count)
            if count * 4 > table.count * 3 { grow() }
            return UInt32(count)
        }
    }

    /// A use less of a text.
    func release(_ code: UInt32) {
        uses[Int(code)] -= 1
        if uses[Int(code)] == 0 { unused += 1 }
    }

    /// Whether most texts are used no more.
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

    /// The numbers of the texts that pass a test.
    ///
    /// Each text is tested once: what was found is kept for a while, and texts that came later are
    /// tested when the test is asked again.
    func matches(_ test: TextTest) -> Bits {
        if case .equals(let texts) = test.kind, test.folding == .exact {
            var matches = Bits(count: count + 1)
            for text in texts {
                let slot = text.withUnsafeBufferPointer(slot)
                if table[slot] != 0 { matches.insertWithinRoom(Int(table[slot])) }
            }
            return matches
        }
        var (matches, from) = (Bits(), 0)
        if let index = found.firstIndex(where: { $0.test == test }) {
            (matches, from) = (found[index].matches, found[index].count)
            found.remove(at: index)
        }
        if from < count { scan(from + 1...count, test, &matches) }
        found.append((test, matches, count))
        if found.count > TextPool.rememberedTests { found.removeFirst() }
        return matches
    }

    private func scan(_ codes: ClosedRange<Int>, _ test: TextTest, _ matches: inout Bits) {
        guard test.folding != .exact else {
            for code in codes where withBytes(UInt32(code), test.isMet(byFolded:)) {
                matches[code] = true
            }
            return
        }
        let folded = foldedTexts(test.folding)
        for code in codes {
            let isMet =
                folded.withBytes(code, test.isMet(byFolded:))
                ?? withBytes(UInt32(code), test.isMet(byFolded:))
            if isMet { matches[code] = true }
        }
    }

    /// Whether the first text comes before the second, case and accents overlooked first.
    func precedes(_ left: UInt32, _ right: UInt32) -> Bool {
        guard left != right else { return false }
        let folded = foldedTexts(.search)
        let order = folded.order(left, right, in: self)
        guard order == 0 else { return order < 0 }
        return withBytes(left) { left in withBytes(right) { compare(left, $0) < 0 } }
    }

    private func foldedTexts(_ folding: TextFolding) -> FoldedTexts {
        let texts = folded[folding] ?? FoldedTexts(folding)
        folded[folding] = texts
        while texts.count < count {
            let code = UInt32(texts.count + 1)
            let isFolded = withBytes(code, texts.isFolded)
            texts.append(isFolded ? nil : text(code))
        }
        return texts
    }

    var memoryBytes: Int {
        bytes.capacity + (ends.capacity + uses.capacity + table.capacity) * 4
            + folded.values.reduce(0) { $0 + $1.memoryBytes }
    }

    // MARK: Table

    /// The place of the text in the table, or the free place where it would be.
    private func slot(of text: UnsafeBufferPointer<UInt8>) -> Int {
        let mask = table.count - 1
        var slot = TextPool.hash(text) & mask
        while table[slot] != 0 {
            let isSame = withBytes(table[slot]) { compare($0, text) == 0 }
            if isSame { return slot }
            slot = (slot + 1) & mask
        }
        return slot
    }

    private func grow() {
        table = Array(repeating: 0, count: table.count * 2)
        let mask = table.count - 1
        for code in 1...count {
            var slot = withBytes(UInt32(code), TextPool.hash) & mask
            while table[slot] != 0 { slot = (slot + 1) & mask }
            table[slot] = UInt32(code)
        }
    }

    /// Keyed anew in each process, so that nobody can choose texts that collide.
    private static func hash(_ text: UnsafeBufferPointer<UInt8>) -> Int {
        var hasher = Hasher()
        hasher.combine(bytes: UnsafeRawBufferPointer(text))
        return hasher.finalize() & Int.max
    }
}

/// The order of octets: negative, 0 or positive.
func compare(_ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>) -> Int {
    let common = min(left.count, right.count)
    if common > 0, let left = left.baseAddress, let right = right.baseAddress {
        let order = memcmp(left, right, common)
        if order != 0 { return Int(order) }
    }
    return left.count - right.count
}
