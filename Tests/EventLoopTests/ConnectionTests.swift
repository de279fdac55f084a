import Essentials
import EventLoop
import Glibc
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(2)))
struct ConnectionTests {
    /// A listener that answers every byte with itself.
    private func echo(
        on loops: [EventLoop],
        _ configuration: ListenerConfiguration = ListenerConfiguration(),
        _ record: Record = Record()
    ) throws -> Listener {
        try Listener(on: loops, configuration: configuration) { connection in
            Recorder.start(connection, record) { $0.write($1) }
        }
    }

    private func pattern(_ count: Int) -> [UInt8] {
        var generator = SeededGenerator(seed: UInt64(count))
        return (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
    }

    @Test(arguments: [1, 2])
    func `what is sent comes back, over one loop or several`(loops count: Int) async throws {
        let loops = try (0..<count).map { try EventLoop(name: "loop \($0)") }
        let listener = try echo(on: loops)
        for round in 1...4 {
            let record = Record()
            let bytes = pattern(round * 100_000)
            let connection = try await connect(loops[0], to: ConnectionTarget(listener), record)
            loops[0].run { connection.write(bytes) }
            try await waitUntil { record.bytes.count >= bytes.count }
            #expect(record.bytes == bytes)
            loops[0].run { connection.close() }
            try await waitUntil { record.ends == [.closedHere] }
        }
        try await waitUntil { listener.statistics.open == 0 }
        #expect(listener.statistics.accepted == 4)
        for loop in loops { await loop.stop() }
    }

    @Test func `TLS carries bytes both ways to a server that is verified`() async throws {
        let certificate = try await Certificate()
        let loop = try EventLoop()
        let configuration = try ListenerConfiguration(tls: certificate.server())
        let listener = try echo(on: [loop], configuration)
        let bytes = pattern(1_000_000)
        for host in ["127.0.0.1", "localhost"] {
            let record = Record()
            var target = ConnectionTarget(listener, tls: try certificate.client())
            target.serverName = host
            let connection = try await connect(loop, to: target, record)
            loop.run { connection.write(bytes) }
            try await waitUntil { record.bytes.count >= bytes.count }
            #expect(record.bytes == bytes)
            loop.run { connection.close(afterFlush: true) }
            try await waitUntil { record.ends == [.closedHere] }
        }
        await loop.stop()
    }

    @Test func `a server that is not who it should be is refused`() async throws {
        let certificate = try await Certificate()
        let other = try await Certificate()
        let loop = try EventLoop()
        let listener = try echo(
            on: [loop],
            try ListenerConfiguration(tls: certificate.server())
        )
        var target = ConnectionTarget(listener, tls: try certificate.client())
        target.serverName = "elsewhere.example"
        await #expect(throws: EventLoopError.handshakeFailed("hostname mismatch")) {
            try await connect(loop, to: target, Record())
        }
        for authority in [TLSContext.Authority.system, .file(other.path)] {
            target = ConnectionTarget(listener, tls: try TLSContext.client(authority: authority))
            await #expect(throws: EventLoopError.self) {
                try await connect(loop, to: target, Record())
            }
        }
        target = ConnectionTarget(listener, tls: try TLSContext.client(authority: .anybody))
        target.serverName = "elsewhere.example"
        _ = try await connect(loop, to: target, Record())
        try await waitUntil { listener.statistics.failedHandshakes >= 1 }
        await loop.stop()
    }

    @Test func `files that are no certificate are refused, with the reason`() async throws {
        let certificate = try await Certificate()
        let other = try await Certificate()
        func reason(_ path: String, _ keyPath: String) -> String {
            do throws(EventLoopError) {
                _ = try TLSContext.server(certificatePath: path, keyPath: keyPath)
                return "none"
            } catch { return "\(error)" }
        }
        let (path, keyPath) = (certificate.path, certificate.keyPath)
        let notPEM = "is not a key without password in PEM form"
        #expect(reason(path, keyPath) == "none")
        #expect(reason("/nothing", keyPath).hasSuffix("No such file or directory"))
        #expect(reason(path, "/nothing").hasSuffix("No such file or directory"))
        #expect(reason(keyPath, keyPath).contains("is not a certificate in PEM form"))
        #expect(reason(path, path).contains(notPEM))
        #expect(reason(path, other.keyPath).hasSuffix("key values mismatch"))
        let folder = try TemporaryFolder()
        let locked = folder.file("locked.pem")
        _ = try await ChildProcess.run(
            ["openssl", "ec", "-aes128", "-passout", "pass:x", "-in", keyPath, "-out", locked]
        )
        #expect(reason(path, locked).contains(notPEM))
        #expect(throws: EventLoopError.self) {
            try TLSContext.client(authority: .file("/nothing"))
        }
    }

    @Test func `a client that speaks no TLS is dropped, and does no harm`() async throws {
        let certificate = try await Certificate()
        let loop = try EventLoop()
        var configuration = try ListenerConfiguration(tls: certificate.server())
        configuration.handshakeTimeout = .milliseconds(200)
        let listener = try echo(on: [loop], configuration)
        let rude = try RawPeer(port: listener.address.port)
        let silent = try RawPeer(port: listener.address.port)
        rude.send(Array("this is no handshake at all\r\n".utf8))
        // An alert may come first.
        while let bytes = rude.receive(), !bytes.isEmpty {}
        #expect(silent.receive() == [])
        try await waitUntil { listener.statistics.open == 0 }
        #expect(listener.statistics.failedHandshakes == 2)
        let record = Record()
        let target = ConnectionTarget(listener, tls: try certificate.client())
        let connection = try await connect(loop, to: target, record)
        loop.run { connection.write([1, 2, 3]) }
        try await waitUntil { record.bytes == [1, 2, 3] }
        await loop.stop()
    }

    @Test func `a refused connection says so`() async throws {
        let loop = try EventLoop()
        let port = ClosedPort()
        let target = ConnectionTarget(host: "127.0.0.1", port: port.number)
        await #expect(
            throws: EventLoopError.connectFailed(
                address: "127.0.0.1:\(port.number)",
                reason: "Connection refused"
            )
        ) {
            try await connect(loop, to: target, Record())
        }
        await loop.stop()
    }

    @Test func `a listener that was closed frees its port`() async throws {
        let loop = try EventLoop()
        let first = try echo(on: [loop])
        let port = Int(first.address.port)
        first.close()
        let isClosed = OneTimeSignal()
        loop.run { isClosed.raise() }
        await isClosed.wait()
        let second = try echo(on: [loop], ListenerConfiguration(port: port))
        let record = Record()
        let connection = try await connect(loop, to: ConnectionTarget(second), record)
        loop.run { connection.write([1]) }
        try await waitUntil { record.bytes == [1] }
        await loop.stop()
    }

    @Test func `a peer that does not answer is given up in time`() async throws {
        let loop = try EventLoop()
        // A full backlog leaves the handshakes of TCP unanswered.
        let deaf = try DeafListener()
        var target = ConnectionTarget(host: "127.0.0.1", port: deaf.port)
        target.timeout = .milliseconds(100)
        await #expect(throws: EventLoopError.timedOut(address: "127.0.0.1:\(deaf.port)")) {
            try await connect(loop, to: target, Record())
        }
        await loop.stop()
    }

    @Test func `names are looked up; one that does not exist says so`() async throws {
        let loop = try EventLoop()
        let listener = try echo(on: [loop])
        var target = ConnectionTarget(listener)
        target.host = "localhost"
        let connection = try await connect(loop, to: target, Record())
        #expect(connection.peer.host == "127.0.0.1")
        target.host = "name.invalid"
        await #expect(throws: EventLoopError.self) {
            try await connect(loop, to: target, Record())
        }
        await loop.stop()
    }

    @Test func `an attempt that is cancelled never calls back`() async throws {
        let loop = try EventLoop()
        let listener = try echo(on: [loop])
        let isOver = OneTimeSignal()
        loop.run {
            let attempt = loop.connect(to: ConnectionTarget(listener)) { _ in
                Issue.record("a cancelled attempt called back")
            }
            attempt.cancel()
            loop.connect(to: ConnectionTarget(listener)) { _ in isOver.raise() }
        }
        await isOver.wait()
        await loop.stop()
    }

    @Test func `a listener says why it cannot listen`() async throws {
        let loop = try EventLoop()
        let listener = try echo(on: [loop])
        let port = Int(listener.address.port)
        #expect(
            throws: EventLoopError.listenFailed(
                address: "127.0.0.1:\(port)",
                reason: "Address already in use"
            )
        ) { try echo(on: [loop], ListenerConfiguration(port: port)) }
        #expect(throws: EventLoopError.badPort(70_000)) {
            try echo(on: [loop], ListenerConfiguration(port: 70_000))
        }
        #expect(throws: EventLoopError.badAddress("example.org")) {
            try echo(on: [loop], ListenerConfiguration(host: "example.org"))
        }
        let six = try echo(on: [loop], ListenerConfiguration(host: "::"))
        let record = Record()
        _ = try await connect(loop, to: ConnectionTarget(six), record)
        #expect(six.address.description == "[::]:\(six.address.port)")
        await loop.stop()
        #expect(throws: EventLoopError.stopped) { try echo(on: [loop]) }
    }
}

/// A socket whose queue of connections is full and that nobody accepts from.
private final class DeafListener {
    let port: UInt16
    private let descriptor: Int32
    private var callers: [Int32] = []

    init() throws {
        let made = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        descriptor = made
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                _ = bind(made, $0, length)
                _ = listen(made, 0)
                _ = getsockname(made, $0, &length)
            }
        }
        port = UInt16(bigEndian: address.sin_port)
        for _ in 0..<4 {
            let kind = Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue)
            let caller = socket(AF_INET, kind, 0)
            withUnsafePointer(to: address) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    _ = Glibc.connect(caller, $0, length)
                }
            }
            callers.append(caller)
        }
    }

    deinit { for one in callers + [descriptor] { close(one) } }
}
