import Essentials
import HTTPServer
import Testing

/// One server after the other: its clients block threads that other tests need.
@Suite(.serialized, .timeLimit(.minutes(1)))
struct HTTPBodyStreamTests {
    private static let get = "GET / HTTP/1.1\r\nHost: test\r\n\r\n"

    @Test(arguments: [0, 1, 700, 16_384, 100_000], [Pieces.Pace.atOnce, .yielding, .elsewhere])
    func `a body arrives whole, and the connection serves on`(
        size: Int,
        pace: Pieces.Pace
    ) async throws {
        let pieces = Pieces(count: 30, size: size, pace: pace)
        let fixture = try StreamFixture(pieces)
        let client = try fixture.client()
        for _ in 0..<3 {
            pieces.rewind()
            client.send(Self.get)
            let response = try client.response()
            #expect(response.status == 200)
            #expect(response.headers["transfer-encoding"] == "chunked")
            #expect(response.headers["content-type"] == "text/plain")
            #expect(try client.chunkedBody() == pieces.whole)
        }
        await eventually("all are told") { fixture.observer.requests.count == 3 }
        #expect(fixture.observer.requests.map(\.isComplete) == [true, true, true])
        #expect(fixture.observer.requests.allSatisfy { $0.responseBytes == 30 * size })
        await fixture.stop()
    }

    @Test func `many bodies are sent at once`() async throws {
        let fixture = try StreamFixture { Pieces(count: 20, size: 5000, pace: .yielding) }
        let clients = try (0..<50).map { _ in try fixture.client() }
        for client in clients { client.send(Self.get) }
        for client in clients {
            _ = try client.response()
            #expect(try client.chunkedBody().count == 100_000)
        }
        #expect(fixture.server.suspendedRequests == 0)
        await fixture.stop()
    }

    @Test func `a client that knows no chunks gets the body until the connection ends`()
        async throws
    {
        let pieces = Pieces(count: 10, size: 40_000, pace: .yielding)
        let fixture = try StreamFixture(pieces)
        let client = try fixture.client()
        client.send("GET / HTTP/1.0\r\nHost: test\r\n\r\n")
        let response = try client.response()
        #expect(response.headers["transfer-encoding"] == nil)
        #expect(try client.rest() == pieces.whole)
        await fixture.stop()
    }

    @Test func `HEAD asks for no body`() async throws {
        let pieces = Pieces(count: 10, size: 1000, pace: .atOnce)
        let fixture = try StreamFixture(pieces)
        let client = try fixture.client()
        #expect(try client.ask("HEAD", "/").status == 200)
        let rest = try client.rest()
        #expect(rest.isEmpty)
        #expect(pieces.made == 0)
        await fixture.stop()
    }

    @Test func `a slow reader slows the maker down`() async throws {
        let pieces = Pieces(count: 1_000_000, size: 65_536, pace: .atOnce)
        let fixture = try StreamFixture(pieces)
        let client = try fixture.client()
        client.send(Self.get)
        await eventually("the socket is full") { pieces.made > 0 && pieces.isResting }
        // What the system's buffers hold of both sides, and nothing beyond.
        #expect(pieces.made < 400)
        let made = pieces.made
        _ = try client.response()
        for _ in 0..<1000 { _ = try client.chunk() }
        await eventually("more is made") { pieces.made > made }
        await fixture.stop()
    }

    @Test func `a reader that takes nothing is disconnected`() async throws {
        var limits = HTTPServerConfiguration.Limits()
        limits.transferTimeout = .milliseconds(200)
        let pieces = Pieces(count: 1_000_000, size: 65_536, pace: .atOnce)
        let fixture = try StreamFixture(limits: limits, pieces)
        let client = try fixture.client()
        client.send(Self.get)
        await eventually("the connection ends") { fixture.observer.requests.count == 1 }
        #expect(fixture.observer.requests.first?.isComplete == false)
        await eventually("none open") { fixture.server.openConnections == 0 }
        await fixture.stop()
    }

    @Test func `a maker may take longer than a client`() async throws {
        var limits = HTTPServerConfiguration.Limits()
        limits.transferTimeout = .milliseconds(50)
        limits.idleTimeout = .milliseconds(50)
        let gate = Gate()
        let pieces = Pieces(count: 3, size: 10, pace: .behind(gate))
        let fixture = try StreamFixture(limits: limits, pieces)
        let client = try fixture.client()
        client.send(Self.get)
        await eventually("it waits") { fixture.server.suspendedRequests == 1 }
        let until = monotonicNanoseconds() + 300_000_000
        await eventually("time passed") { monotonicNanoseconds() > until }
        gate.open()
        _ = try client.response()
        #expect(try client.chunkedBody() == pieces.whole)
        await fixture.stop()
    }

    @Test func `an error in the middle ends the connection without the last chunk`() async throws {
        let pieces = Pieces(count: 5, size: 20_000, pace: .yielding, fails: true)
        let fixture = try StreamFixture(pieces)
        let client = try fixture.client()
        client.send(Self.get)
        _ = try client.response()
        #expect(throws: Client.Failure.self) { try client.chunkedBody() }
        await eventually("it is told") { fixture.observer.requests.count == 1 }
        #expect(fixture.observer.requests.first?.isComplete == false)
        await eventually("none open") { fixture.server.openConnections == 0 }
        await fixture.stop()
    }

    @Test func `a reader that leaves ends the stream`() async throws {
        let gate = Gate()
        let waiting = Pieces(count: 1_000_000, size: 65_536, pace: .behind(gate))
        let fixture = try StreamFixture(waiting)
        for _ in 0..<10 {
            let client = try fixture.client()
            client.send(Self.get)
        }
        await eventually("all wait") { fixture.server.suspendedRequests == 10 }
        gate.open()
        await eventually("none open") { fixture.server.openConnections == 0 }
        #expect(fixture.server.suspendedRequests == 0)
        #expect(fixture.observer.requests.map(\.isComplete) == Array(repeating: false, count: 10))
        await fixture.stop()
    }

    @Test func `a stream that goes on beyond the deadline ends with the server`() async throws {
        let gate = Gate()
        let pieces = Pieces(count: 10, size: 10, pace: .behind(gate))
        let fixture = try StreamFixture(pieces)
        let client = try fixture.client()
        client.send(Self.get)
        await eventually("it waits") { fixture.server.suspendedRequests == 1 }
        await fixture.server.drain(deadline: .milliseconds(50))
        _ = try client.response()
        #expect(throws: Client.Failure.self) { try client.chunkedBody() }
        gate.open()
    }
}

/// A stream of numbered pieces that keeps count.
final class Pieces: HTTPBodyStream {
    enum Pace: Sendable {
        case atOnce, yielding, elsewhere
        case behind(Gate)
    }

    private let count: Int
    private let size: Int
    private let pace: Pace
    private let fails: Bool
    private let state = Locked((next: 0, lastAt: monotonicNanoseconds()))

    init(count: Int, size: Int, pace: Pace, fails: Bool = false) {
        self.count = count
        self.size = size
        self.pace = pace
        self.fails = fails
    }

    var made: Int { state.withLock { $0.next } }

    /// Whether nothing was asked for in the last fifth of a second.
    var isResting: Bool { monotonicNanoseconds() > state.withLock { $0.lastAt } + 200_000_000 }

    var whole: [UInt8] { (0..<count).flatMap { piece($0) } }

    func rewind() { state.withLock { $0.next = 0 } }

    func next() async -> HTTPBodyPiece {
        switch pace {
        case .atOnce: break
        case .yielding: await Task.yield()
        case .elsewhere:
            await withTaskExecutorPreference(globalConcurrentExecutor) { await Task.yield() }
        case .behind(let gate): await gate.pass()
        }
        let number = state.withLock { state in
            defer { state = (state.next + 1, monotonicNanoseconds()) }
            return state.next
        }
        if number < count { return .bytes(piece(number)) }
        return fails ? .failed : .end
    }

    private func piece(_ number: Int) -> [UInt8] {
        [UInt8](repeating: UInt8(truncatingIfNeeded: number), count: size)
    }
}

/// A started server whose one route answers with a stream.
private struct StreamFixture {
    let server: HTTPServer
    let observer = RecordingObserver()

    init(
        limits: HTTPServerConfiguration.Limits = .init(),
        _ stream: Pieces
    ) throws {
        try self.init(limits: limits) { stream }
    }

    init(
        limits: HTTPServerConfiguration.Limits = .init(),
        _ make: @escaping @Sendable () -> Pieces
    ) throws {
        let route = HTTPRoute(.get, "/", name: "stream") { _ in .stream("text/plain", make()) }
        server = HTTPServer(
            configuration: .init(threads: 2, limits: limits),
            handler: Router([route]),
            observer: observer
        )
        try server.start()
    }

    func client() throws -> Client { try Client(port: server.port) }

    func stop() async { await server.drain(deadline: .seconds(1)) }
}
