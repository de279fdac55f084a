import Essentials
import EventLoop
import Glibc
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(2)))
struct ConnectionLimitsTests {
    private func listener(
        _ loop: EventLoop,
        _ record: Record,
        _ configuration: ListenerConfiguration = ListenerConfiguration(),
        answer: @escaping @Sendable (Connection, UnsafeRawBufferPointer) -> Void = { _, _ in }
    ) throws -> Listener {
        try Listener(on: [loop], configuration: configuration) { connection in
            Recorder.start(connection, record, answer: answer)
        }
    }

    /// Makes the system take little, so that tests need not send much.
    private func small(_ limits: (inout ConnectionLimits) -> Void) -> ListenerConfiguration {
        var configuration = ListenerConfiguration()
        configuration.connectionLimits.congestedBytes = 10_000
        limits(&configuration.connectionLimits)
        return configuration
    }

    @Test func `a peer that reads slowly is congested, is not read from, and gets all`()
        async throws
    {
        let loop = try EventLoop()
        let record = Record()
        let listener = try listener(loop, record, small { $0.unsentBytes = 50_000_000 })
        let peer = try RawPeer(port: listener.address.port, receiveBuffer: 65_536)
        try await waitUntil { record.connection != nil }
        let connection = try #require(record.connection)
        let bytes = [UInt8](repeating: 7, count: 15_000_000)
        loop.run { connection.write(bytes) }
        try await waitUntil { record.congestion == [true] }
        peer.send([1, 2, 3])
        #expect(record.bytes.isEmpty)
        var count = 0
        while count < bytes.count, let more = peer.receive(1_000_000) { count += more.count }
        #expect(count == bytes.count)
        try await waitUntil { record.bytes == [1, 2, 3] }
        #expect(record.congestion == [true, false])
        await loop.stop()
        #expect(record.ends == [.loopStopped])
    }

    @Test func `a peer that never reads is closed at the limit`() async throws {
        let loop = try EventLoop()
        let record = Record()
        let listener = try listener(loop, record, small { $0.unsentBytes = 1_000_000 })
        let peer = try RawPeer(port: listener.address.port, receiveBuffer: 4096)
        try await waitUntil { record.connection != nil }
        let connection = try #require(record.connection)
        let piece = [UInt8](repeating: 7, count: 100_000)
        for _ in 0..<200 { loop.run { connection.write(piece) } }
        try await waitUntil { record.ends == [.peerTooSlow] }
        loop.run { #expect(connection.unsentBytes == 0) }
        #expect(peer.descriptor >= 0)
        await loop.stop()
    }

    @Test func `a peer that reads nothing for too long is closed`() async throws {
        let loop = try EventLoop()
        let record = Record()
        let configuration = small {
            $0.unsentBytes = 50_000_000
            $0.stallTimeout = .milliseconds(100)
        }
        let listener = try listener(loop, record, configuration)
        let peer = try RawPeer(port: listener.address.port, receiveBuffer: 4096)
        try await waitUntil { record.connection != nil }
        let connection = try #require(record.connection)
        loop.run { connection.write([UInt8](repeating: 7, count: 20_000_000)) }
        try await waitUntil { record.ends == [.peerTooSlow] }
        #expect(peer.descriptor >= 0)
        await loop.stop()
    }

    @Test func `what was written before a graceful close arrives whole`() async throws {
        let loop = try EventLoop()
        let record = Record()
        let configuration = small {
            $0.unsentBytes = 50_000_000
            $0.lingerTimeout = .seconds(100)
        }
        let listener = try listener(loop, record, configuration)
        let peer = try RawPeer(port: listener.address.port, receiveBuffer: 65_536)
        try await waitUntil { record.connection != nil }
        let connection = try #require(record.connection)
        loop.run {
            connection.write([UInt8](repeating: 7, count: 5_000_000))
            connection.close(afterFlush: true)
            // Neither has an effect any more.
            connection.write([1])
            connection.close(afterFlush: true)
            #expect(!connection.isOpen)
        }
        // Bytes that nobody reads must not turn the end into a reset.
        peer.send([UInt8](repeating: 1, count: 1000))
        var count = 0
        while let more = peer.receive(1_000_000), !more.isEmpty { count += more.count }
        #expect(count == 5_000_000)
        #expect(record.ends.isEmpty)
        shutdown(peer.descriptor, Int32(SHUT_RDWR))
        try await waitUntil { record.ends == [.closedHere] }
        await loop.stop()
    }

    @Test func `a peer that does not close after us is closed in time`() async throws {
        let loop = try EventLoop()
        let record = Record()
        let configuration = small { $0.lingerTimeout = .milliseconds(50) }
        let listener = try listener(loop, record, configuration) { connection, _ in
            connection.close(afterFlush: true)
        }
        let peer = try RawPeer(port: listener.address.port)
        peer.send([1])
        try await waitUntil { record.ends == [.closedHere] }
        #expect(listener.statistics.open == 0)
        await loop.stop()
    }

    @Test func `a connection may be closed while it is written to and read from`() async throws {
        let loop = try EventLoop()
        let record = Record()
        let listener = try listener(loop, record) { connection, _ in
            connection.write([1])
            connection.close()
            connection.write([2])
            connection.close(afterFlush: true)
        }
        let peer = try RawPeer(port: listener.address.port)
        peer.send([UInt8](repeating: 0, count: 100_000))
        while let more = peer.receive(), !more.isEmpty {}
        try await waitUntil { record.ends == [.closedHere] }
        #expect(!record.bytes.isEmpty)
        await loop.stop()
        #expect(record.ends.count == 1)
    }

    @Test func `a peer that vanishes ends the connection once`() async throws {
        let loop = try EventLoop()
        let record = Record()
        let listener = try listener(loop, record)
        var peer: RawPeer? = try RawPeer(port: listener.address.port)
        peer?.send([1, 2])
        try await waitUntil { record.bytes == [1, 2] }
        peer = nil
        try await waitUntil { record.ends == [.closedByPeer] }
        #expect(listener.statistics.open == 0)
        await loop.stop()
    }

    @Test func `a pause leaves bytes with the system, and loses none`() async throws {
        let loop = try EventLoop()
        let record = Record()
        let listener = try listener(loop, record) { connection, _ in connection.pauseReading() }
        let peer = try RawPeer(port: listener.address.port)
        peer.send([1])
        try await waitUntil { record.bytes == [1] }
        peer.send([2])
        let connection = try #require(record.connection)
        for _ in 0..<3 {
            let isIdle = OneTimeSignal()
            loop.run { loop.after(.milliseconds(5)) { isIdle.raise() } }
            await isIdle.wait()
        }
        #expect(record.bytes == [1])
        loop.run { connection.resumeReading() }
        try await waitUntil { record.bytes == [1, 2] }
        await loop.stop()
    }

    @Test func `connections beyond the limits are closed at once and counted`() async throws {
        let loop = try EventLoop()
        let record = Record()
        var configuration = ListenerConfiguration()
        configuration.connectionsPerAddress = 3
        let perAddress = try listener(loop, record, configuration)
        configuration.connections = 2
        let total = try listener(loop, record, configuration)
        for (listener, room) in [(perAddress, 3), (total, 2)] {
            let peers = try (0..<room + 2).map { _ in try RawPeer(port: listener.address.port) }
            try await waitUntil {
                let seen = listener.statistics
                return seen.refusedForAddress + seen.refusedForTotal == 2
            }
            #expect(listener.statistics.open == room)
            for peer in peers { shutdown(peer.descriptor, Int32(SHUT_RDWR)) }
            try await waitUntil { listener.statistics.open == 0 }
            let late = try RawPeer(port: listener.address.port)
            try await waitUntil { listener.statistics.accepted == room + 1 }
            #expect(late.descriptor >= 0)
        }
        #expect(perAddress.statistics.refusedForAddress == 2)
        #expect(total.statistics.refusedForTotal == 2)
        await loop.stop()
    }

    @Test func `a flood of idle connections costs little and ends with the loop`() async throws {
        let loop = try EventLoop()
        let record = Record()
        var configuration = ListenerConfiguration()
        configuration.connectionsPerAddress = 0
        let listener = try listener(loop, record, configuration)
        let peers = try (0..<400).map { _ in try RawPeer(port: listener.address.port) }
        try await waitUntil { listener.statistics.open == peers.count }
        let echo = Record()
        let connection = try await connect(loop, to: ConnectionTarget(listener), echo)
        loop.run { connection.write([1, 2, 3]) }
        try await waitUntil { record.bytes == [1, 2, 3] }
        await loop.stop()
        #expect(record.ends.count == peers.count + 1)
        #expect(record.ends.allSatisfy { $0 == .loopStopped })
        #expect(peers.allSatisfy { $0.receive() == [] })
    }
}
