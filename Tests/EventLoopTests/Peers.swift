import Essentials
import EventLoop
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
