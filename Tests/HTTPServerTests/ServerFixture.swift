import Essentials
import HTTPServer
import Testing

/// Lets handlers wait until a test opens it.
final class Gate: Sendable {
    private struct State {
        var waiting: [CheckedContinuation<Void, Never>] = []
        var isOpen = false
    }

    private let state = Locked(State())

    var isOpen: Bool { state.withLock { $0.isOpen } }

    func pass() async {
        await withCheckedContinuation { continuation in
            let isOpen = state.withLock { state in
                if !state.isOpen { state.waiting.append(continuation) }
                return state.isOpen
            }
            if isOpen { continuation.resume() }
        }
    }

    func open() {
        let waiting = state.withLock { state in
            state.isOpen = true
            defer { state.waiting = [] }
            return state.waiting
        }
        for continuation in waiting { continuation.resume() }
    }
}

/// Remembers what a server told it.
final class RecordingObserver: HTTPServerObserver {
    private let kept = Locked<[ServedRequest]>([])

    var requests: [ServedRequest] { kept.withLock { $0 } }

    func served(_ request: ServedRequest) { kept.withLock { $0.append(request) } }
}

/// A started server with routes that tests need.
struct ServerFixture {
    let server: HTTPServer
    let gate = Gate()
    let observer = RecordingObserver()
    let cancelled = Locked(false)

    init(
        threads: Int = 2,
        limits: HTTPServerConfiguration.Limits = .init(),
        tls: HTTPServerConfiguration.TLS? = nil,
        port: Int = 0
    ) throws {
        server = HTTPServer(
            configuration: .init(port: port, tls: tls, threads: threads, limits: limits),
            handler: Router(ServerFixture.routes(gate, cancelled)),
            observer: observer
        )
        try server.start()
    }

    func client() throws -> Client { try Client(port: server.port) }

    func stop() async {
        gate.open()
        await server.drain(deadline: .seconds(5))
    }

    private static func routes(_ gate: Gate, _ cancelled: Locked<Bool>) -> [HTTPRoute] {
        [
            HTTPRoute(.get, "/hello", name: "hello") { _ in .json(bytes: Array("hello".utf8)) },
            HTTPRoute(.post, "/echo", name: "echo") { request in .json(bytes: request.body) },
            HTTPRoute(.delete, "/echo", name: "remove") { _ in .empty(status: 204) },
            HTTPRoute(.get, "/gate/{n}", name: "gate") { request in
                await gate.pass()
                if Task.isCancelled { cancelled.withLock { $0 = true } }
                return .json(bytes: Array((request.parameters["n"] ?? "").utf8))
            },
            HTTPRoute(.get, "/smuggled", name: "smuggled") { _ in .empty(status: 200) },
            HTTPRoute(.get, "/hops", name: "hops") { _ in
                for _ in 0..<10 { await Task.yield() }
                return .json(bytes: Array("hopped".utf8))
            },
            HTTPRoute(.get, "/spin", name: "spin") { _ in
                while !gate.isOpen { await Task.yield() }
                return .empty(status: 200)
            },
            HTTPRoute(.get, "/query", name: "query") { request in
                let items = request.query.map { "\($0.name)=\($0.value ?? "nil")" }
                return .json(bytes: Array(items.joined(separator: ";").utf8))
            },
            HTTPRoute(.get, "/header", name: "header") { request in
                let value = request.headers["X-Back"] ?? "none"
                return HTTPResponse(
                    status: 200,
                    headers: [("X-Back", value + "\r\nX-Evil: 1"), ("Bad Name", "x")],
                    body: Array(request.remoteAddress.utf8)
                )
            },
            HTTPRoute(.get, "/limited", name: "limited") { _ in .empty(status: 429) },
        ]
    }
}

/// Waits until the condition holds; records an issue when it does not within ten seconds.
func eventually(
    _ what: String,
    sourceLocation: SourceLocation = #_sourceLocation,
    _ condition: () -> Bool
) async {
    let deadline = monotonicNanoseconds() + 10_000_000_000
    while !condition() {
        guard monotonicNanoseconds() < deadline else {
            Issue.record("never happened: \(what)", sourceLocation: sourceLocation)
            return
        }
        await Task.yield()
    }
}
