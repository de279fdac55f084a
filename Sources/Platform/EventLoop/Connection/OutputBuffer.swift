/// Bytes that wait until the peer reads; the connection bounds them.
struct OutputBuffer {
    private var bytes: [UInt8] = []
    private var sent = 0

    var count: Int { bytes.count - sent }
    var isEmpty: Bool { bytes.isEmpty }

    mutating func append(_ more: UnsafeRawBufferPointer) {
        // Moving the remaining bytes is worth its cost only when most of the buffer is free.
        if sent > 16_384, sent * 2 > bytes.count {
            bytes.removeFirst(sent)
            sent = 0
        }
        bytes.append(contentsOf: more)
    }

    func withBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        bytes.withUnsafeBytes { body(UnsafeRawBufferPointer(rebasing: $0[sent...])) }
    }

    /// Removes bytes from the front; an empty buffer keeps no memory, because most buffers stay
    /// empty.
    mutating func removeFirst(_ count: Int) {
        sent += count
        guard sent == bytes.count else { return }
        bytes = []
        sent = 0
    }
}
