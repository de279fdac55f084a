/// An array that grows in chunks: growing copies nothing, and little memory is unused.
struct ChunkedArray<Element: Sendable>: Sendable {
    private var chunks: [ContiguousArray<Element>] = []
    private(set) var count = 0

    private static var shift: Int { 13 }
    private static var size: Int { 1 << shift }

    subscript(index: Int32) -> Element {
        @inline(__always) get {
            chunks[Int(index) >> Self.shift][Int(index) & (Self.size - 1)]
        }
        @inline(__always) _modify {
            yield &chunks[Int(index) >> Self.shift][Int(index) & (Self.size - 1)]
        }
    }

    /// Appends an element and returns its index.
    mutating func append(_ element: Element) -> Int32 {
        if count & (Self.size - 1) == 0 {
            var chunk = ContiguousArray<Element>()
            // The first chunk grows by itself, so that a small graph stays small.
            if count > 0 { chunk.reserveCapacity(Self.size) }
            chunks.append(chunk)
        }
        chunks[chunks.count - 1].append(element)
        count += 1
        return Int32(count - 1)
    }

    /// The memory in bytes, including the reserve.
    var bytes: Int { chunks.reduce(0) { $0 + $1.capacity * MemoryLayout<Element>.stride } }
}
