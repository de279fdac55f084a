import Essentials
import EventLoop
import Foundation
import TestSupport

/// What a handler saw, to be read by the test's thread.
final class Record: Sendable {
    struct Seen {
        var bytes: [UInt8] = []
        var congestion: [Bool] = []
        var ends: [ConnectionEnd] = []
        var connection: Connection?
    }

    let seen = Locked(Seen())

    var bytes: [UInt8] { seen.withLock { $0.bytes } }
    var ends: [ConnectionEnd] { seen.withLock { $0.ends } }
    var congestion: [Bool] { seen.withLock { $0.congestion } }
    var connection: Connection? { seen.withLock { $0.connection } }
}

/// Notes what happens, and answers by the closure.
final class Recorder: ConnectionHandler {
    private let record: Record
    private let answer: (Connection, UnsafeRawBufferPointer) -> Void

    init(
        _ record: Record,
        answer: @escaping (Connection, UnsafeRawBufferPointer) -> Void = { _, _ in }
    ) {
        self.record = record
        self.answer = answer
    }

    /// Starts the connection with a recorder.
    static func start(
        _ connection: Connection,
        _ record: Record,
        answer: @escaping (Connection, UnsafeRawBufferPointer) -> Void = { _, _ in }
    ) {
        record.seen.withLock { $0.connection = connection }
        connection.start(Recorder(record, answer: answer))
    }

    func connection(_ connection: Connection, received bytes: UnsafeRawBufferPointer) {
        record.seen.withLock { $0.bytes.append(contentsOf: bytes) }
        answer(connection, bytes)
    }

    func connection(_ connection: Connection, isCongested: Bool) {
        record.seen.withLock { $0.congestion.append(isCongested) }
    }

    func connection(_ connection: Connection, closed reason: ConnectionEnd) {
        record.seen.withLock { $0.ends.append(reason) }
    }
}

/// Connects, and waits until that has succeeded or failed.
func connect(
    _ loop: EventLoop,
    to target: ConnectionTarget,
    _ record: Record
) async throws -> Connection {
    let outcome = Locked<Result<Connection, EventLoopError>?>(nil)
    loop.run {
        loop.connect(to: target) { result in
            if case .success(let connection) = result { Recorder.start(connection, record) }
            outcome.withLock { $0 = result }
        }
    }
    try await waitUntil { outcome.withLock { $0 != nil } }
    guard let result = outcome.withLock({ $0 }) else { throw EventLoopError.stopped }
    return try result.get()
}

extension ConnectionTarget {
    init(_ listener: Listener, tls: TLSContext? = nil) {
        self.init(host: "127.0.0.1", port: listener.address.port, tls: tls)
    }
}

/// A certificate for localhost and 127.0.0.1, made by the command `openssl`.
final class Certificate {
    let folder: TemporaryFolder
    let path: String
    let key: String

    init() async throws {
        folder = try TemporaryFolder("heliograph-tls")
        path = folder.file("certificate.pem")
        key = folder.file("key.pem")
        let outcome = try await ChildProcess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt"]
                + ["ec_paramgen_curve:prime256v1", "-nodes", "-days", "1", "-subj", "/CN=localhost"]
                + ["-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"]
                + ["-keyout", key, "-out", path]
        )
        guard outcome.status == 0 else { throw TestSupportError(outcome.errors) }
    }

    func server() throws -> TLSContext {
        try TLSContext.server(certificatePath: path, keyPath: key)
    }

    func client() throws -> TLSContext { try TLSContext.client(authority: .file(path)) }
}

/// A plain blocking socket of the test's own, for peers that behave badly.
final class RawPeer: Sendable {
    let descriptor: Int32

    init(port: UInt16, receiveBuffer: Int32? = nil) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        if var size = receiveBuffer {
            setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &size, socklen_t(4))
        }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let code = withUnsafePointer(to: address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard code == 0 else { throw TestSupportError("connect: errno \(errno)") }
    }

    deinit { close(descriptor) }

    func send(_ bytes: [UInt8]) { _ = Glibc.send(descriptor, bytes, bytes.count, 0x4000) }

    /// What arrives next; empty at the end, nil after an error or 5 seconds.
    func receive(_ most: Int = 65_536) -> [UInt8]? {
        var time = timeval(tv_sec: 5, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &time, socklen_t(16))
        var bytes = [UInt8](repeating: 0, count: most)
        let count = recv(descriptor, &bytes, most, 0)
        return count < 0 ? nil : Array(bytes[..<count])
    }
}
