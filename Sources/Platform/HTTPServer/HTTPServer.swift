public import Essentials
import Loops
import Synchronization

/// An HTTP/1.1 server over libmicrohttpd, with a handler that may suspend.
///
/// Each of its threads has its own daemon, shares the listening socket and runs the handlers of
/// its connections. Requests beyond the limits of ``HTTPServerConfiguration`` are refused with a
/// JSON body. Requests whose head does not fit into 32 KiB, and input that is not HTTP, are
/// answered by the library itself, in HTML.
public final class HTTPServer: Sendable {
    private let configuration: HTTPServerConfiguration
    private let context: ServerContext
    private let state = Locked(State())

    private struct State {
        var loops: [ServerLoop] = []
        var port = 0
        var hasStarted = false
    }

    /// Creates a server that does not listen yet.
    public init(
        configuration: HTTPServerConfiguration,
        handler: any HTTPHandler,
        observer: (any HTTPServerObserver)? = nil,
        clock: any Clock = SystemClock()
    ) {
        self.configuration = configuration
        context = ServerContext(
            limits: configuration.limits,
            handler: handler,
            observer: observer,
            clock: clock
        )
    }

    /// The port that the server listens on; 0 before it was started.
    public var port: Int { state.withLock { $0.port } }

    /// The number of open connections.
    public var openConnections: Int { context.ledger.open }

    /// The number of requests whose handlers are suspended.
    public var suspendedRequests: Int { context.suspended.load(ordering: .relaxed) }

    /// Binds the port and starts to serve; returns once connections are accepted.
    ///
    /// The server runs until it is drained, even when nothing references it any more.
    public func start() throws(HTTPServerError) {
        let isFirst = state.withLock { state in
            defer { state.hasStarted = true }
            return !state.hasStarted
        }
        guard isFirst else { throw .alreadyStarted }
        let tls = try configuration.tls.map(TLSFiles.init)
        let socket = try ListeningSocket(host: configuration.host, port: configuration.port)
        let threads = configuration.threads
        var loops: [ServerLoop] = []
        for _ in 0..<threads {
            let loop = try ServerLoop(
                context: context,
                listening: socket.duplicate(),
                connections: (configuration.limits.connections + threads - 1) / threads,
                tls: tls
            )
            loops.append(loop)
        }
        // A loop that could not start cannot be drained.
        for loop in loops {
            try loop.start()
            state.withLock { $0.loops.append(loop) }
        }
        state.withLock { [port = socket.port] in $0.port = port }
    }

    /// Stops accepting, lets running requests finish until the deadline, and stops.
    ///
    /// Answers during that time say `Connection: close`. Handlers that are still suspended at the
    /// deadline are cancelled and their clients get 503.
    public func drain(deadline: Duration) async {
        let until = monotonicNanoseconds() + deadline.nanoseconds
        let loops = state.withLock { $0.loops }
        await withTaskGroup { group in
            for loop in loops {
                group.addTask { await loop.drain(until: until) }
            }
        }
    }
}
