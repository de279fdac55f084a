import Attributes

/// The folded forms of a pool's texts, where they differ from the text.
final class FoldedTexts {
    private let folding: TextFolding
    private var bytes: [UInt8] = []
    /// The end of each folded text; one that equals its text is empty.
    private var ends: [UInt32] = [0]
    private var differs = Bits()

    init(_ folding: TextFolding) { self.folding = folding }

    /// The number of texts; they are numbered from 1.
    var count: Int { ends.count - 1 }

    /// Adds the next text; nil if it equals its folded form.
    func append(_ text: String?) {
        if let text {
            bytes.append(contentsOf: folding.fold(text).utf8)
            differs[ends.count] = true
        }
        ends.append(UInt32(bytes.count))
    }

    /// Whether the bytes are ASCII that folding does not change.
    func isFolded(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        text.allSatisfy { $0 < 0x80 && (!folding.ignoresCase || !(0x41...0x5A).contains($0)) }
    }

    /// Calls the body with the folded text; with nil if it equals the text.
    @inline(__always)
    func withBytes<Result>(
        _ code: Int,
        _ body: (UnsafeBufferPointer<UInt8>) -> Result
    ) -> Result? {
        guard differs[code] else { return nil }
        let start = Int(ends[code - 1])
        let end = Int(ends[code])
        return bytes.withUnsafeBufferPointer {
            body(UnsafeBufferPointer(rebasing: $0[start..<end]))
        }
    }

    func order(_ left: UInt32, _ right: UInt32, in pool: TextPool) -> Int {
        with(left, in: pool) { left in with(right, in: pool) { compare(left, $0) } }
    }

    private func with<Result>(
        _ code: UInt32,
        in pool: TextPool,
        _ body: (UnsafeBufferPointer<UInt8>) -> Result
    ) -> Result {
        withBytes(Int(code), body) ?? pool.withBytes(code, body)
    }

    var memoryBytes: Int { bytes.capacity + ends.capacity * 4 + differs.bytes }
}
