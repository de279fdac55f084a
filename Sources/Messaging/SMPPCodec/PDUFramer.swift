/// Splits the bytes of a connection into PDUs, in whatever chunks they arrive.
///
/// Append what was read, then call ``next()`` until it returns nil. Between calls it holds less
/// than one PDU, so memory is bounded by the limit and the largest chunk that was appended. Each
/// octet is moved at most twice.
public struct PDUFramer: Sendable {
    /// The most octets of a PDU by default: room for a message_payload.
    public static let standardLimit = 65_536

    /// The octets of a header.
    public static let headerLength = 16

    /// The most octets of a PDU.
    public let limit: Int

    private var buffer: [UInt8] = []
    private var head = 0

    /// Memory that an empty framer may keep.
    private static let capacityKept = 4096

    /// A PDU, or the fault of one that cannot be decoded.
    public enum Frame: Hashable, Sendable {
        /// A PDU.
        case pdu(PDU)

        /// A PDU that cannot be decoded; answer it and go on.
        case fault(DecodingFault)
    }

    /// Creates a framer that refuses PDUs of more octets than the limit.
    public init(limit: Int = PDUFramer.standardLimit) {
        self.limit = max(limit, PDUFramer.headerLength)
    }

    /// The octets that wait for the rest of their PDU.
    public var pendingCount: Int { buffer.count - head }

    /// Appends bytes of the connection.
    public mutating func append(_ octets: UnsafeRawBufferPointer) {
        discardConsumed()
        buffer.append(contentsOf: octets)
    }

    /// Appends bytes of the connection.
    public mutating func append(_ octets: some Collection<UInt8>) {
        discardConsumed()
        buffer.append(contentsOf: octets)
    }

    /// The next PDU or its fault; nil when more octets are needed.
    ///
    /// After a ``FramingFault`` the connection must be closed; every further call throws it again.
    public mutating func next() throws(FramingFault) -> Frame? {
        let pending = pendingCount
        guard pending >= 4 else {
            releaseIfEmpty()
            return nil
        }
        let commandLength = word(at: head)
        guard let length = Int(exactly: commandLength), length >= PDUFramer.headerLength,
            length <= limit
        else {
            throw FramingFault(
                commandLength: commandLength,
                limit: limit,
                sequence: pending >= PDUFramer.headerLength ? word(at: head + 12) : 0
            )
        }
        guard pending >= length else { return nil }
        let start = head
        head += length
        let result = buffer.withUnsafeBytes { octets in
            PDU.decoding(UnsafeRawBufferPointer(rebasing: octets[start..<start + length]))
        }
        switch result {
        case .success(let pdu): return .pdu(pdu)
        case .failure(let fault): return .fault(fault)
        }
    }

    private func word(at index: Int) -> UInt32 {
        buffer.withUnsafeBytes { $0.bigEndianWord(at: index) }
    }

    /// Moves the pending octets to the front; they are few, because all whole PDUs are gone.
    private mutating func discardConsumed() {
        guard head > 0 else { return }
        buffer.removeFirst(head)
        head = 0
    }

    private mutating func releaseIfEmpty() {
        guard pendingCount == 0, head > 0 else { return }
        head = 0
        if buffer.capacity > PDUFramer.capacityKept {
            buffer = []
        } else {
            buffer.removeAll(keepingCapacity: true)
        }
    }
}
