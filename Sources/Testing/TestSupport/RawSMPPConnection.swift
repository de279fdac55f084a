import Glibc
public import SMPPCodec

/// A connection to an SMPP server that sends any bytes and checks nothing.
///
/// It blocks its thread.
public final class RawSMPPConnection: @unchecked Sendable {
    // Safe to share: one thread uses it at a time, the one that borrows it or its owner's.
    private let descriptor: Int32
    private var framer = PDUFramer()

    /// Lends a connection to a port on loopback, on a thread that may block.
    public static func with<Result: Sendable>(
        port: UInt16,
        timeLimit: Int = 20,
        _ body: @escaping @Sendable (RawSMPPConnection) throws -> Result
    ) async throws -> Result {
        try await BlockingWork.run(on: BlockingWork.sockets) {
            try body(RawSMPPConnection(port: port, timeLimit: timeLimit))
        }
    }

    /// Connects to a port on loopback.
    public init(port: UInt16, timeLimit: Int = 20) throws {
        descriptor = try LoopbackSocket.connect(port: port, timeLimit: timeLimit)
    }

    deinit { close(descriptor) }

    /// Sends bytes; returns how many were sent before the timeout.
    @discardableResult
    public func send(_ octets: [UInt8]) -> Int {
        var sent = 0
        while sent < octets.count {
            let count = octets[sent...].withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { break }
            sent += count
        }
        return sent
    }

    /// Sends a PDU.
    public func send(_ pdu: PDU) throws {
        var octets: [UInt8] = []
        try pdu.encode(into: &octets)
        send(octets)
    }

    /// The next PDU; nil once the server has closed the connection.
    public func next() throws -> PDU? {
        var buffer = [UInt8](repeating: 0, count: 16_384)
        while true {
            if case .pdu(let pdu)? = try framer.next() { return pdu }
            let count = recv(descriptor, &buffer, buffer.count, 0)
            guard count > 0 else {
                if count == 0 || errno == ECONNRESET { return nil }
                throw TestSupportError("nothing came: errno \(errno)")
            }
            buffer[..<count].withUnsafeBytes { framer.append($0) }
        }
    }

    /// Binds, and returns the status of the response.
    public func bind(_ body: PDUBody) throws -> CommandStatus? {
        try send(PDU(body, sequence: 1))
        return try next()?.status
    }
}
