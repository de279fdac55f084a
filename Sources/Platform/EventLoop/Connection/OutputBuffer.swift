/// Bytes that wait until the peer reads; the connection bounds them.
struct OutputBuffer {
    private var bytes: [UInt8] = []
    private var sent = 0

    var count: Int { bytes.count - sent }
    var isEmpty: Bool { bytes.isEmpty }

    mutating func append(_ more: UnsafeRawBufferPointer) {
        // Moving what waits costs less than it frees only when most of it is gone.
        if sent > 16_384, sent * 2 > bytes.count {
            bytes.removeFirst(sent)
            sent = 0
        }
        bytes.append(contentsOf: more)
    }

    func withBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        bytes.withUnsafeBytes { body(UnsafeRawBufferPointer(rebasing: $0[sent...])) }
    }

    /// Forgets bytes from the front; an empty buffer keeps no memory, as most stay empty.
    mutating func removeFirst(_ count: Int) {
        sent += count
        guard sent == bytes.count else { return }
        bytes = []
        sent = 0
    }
}
