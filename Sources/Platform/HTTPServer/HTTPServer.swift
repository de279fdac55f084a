public import Essentials
import EventLoop
import Synchronization

/// An HTTP/1.1 server with a strict reader of requests, and a handler that may suspend.
///
/// Each of its threads is an event loop and runs the handlers of its connections. Requests beyond
/// the limits of ``HTTPServerConfiguration``, and malformed ones, are refused with a JSON body.
public final class HTTPServer: Sendable {
    private let configuration: HTTPServerConfiguration
    private let context: ServerContext
    private let state = Locked(State())

    private struct State {
        var loops: [ServerLoop] = []
        var listener: Listener?
        var tls: TLSContext?
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
    public var port: Int { state.withLock { Int($0.listener?.address.port ?? 0) } }

    /// The number of open connections, those in a TLS handshake included.
    public var openConnections: Int {
        let accepted = state.withLock { $0.listener }?.statistics.open ?? 0
        return max(accepted, context.open.load(ordering: .relaxed))
    }

    /// The number of requests whose handlers are suspended.
    public var suspendedRequests: Int { context.suspended.load(ordering: .relaxed) }

    /// The bytes of requests and answers that wait in memory and are counted.
    public var bufferedBytes: Int { context.budget.heldBytes }

    /// Binds the port and starts to serve; returns once connections are accepted.
    ///
    /// The server runs until it is drained, even when nothing references it any more.
    public func start() throws(HTTPServerError) {
        let isFirst = state.withLock { state in
            defer { state.hasStarted = true }
            return !state.hasStarted
        }
        guard isFirst else { throw .alreadyStarted }
        let tls = try configuration.tls?.context()
        var loops: [ServerLoop] = []
        do throws(HTTPServerError) {
            for _ in 0..<configuration.threads { loops.append(try ServerLoop(context: context)) }
            let listener = try listener(on: loops, tls)
            state.withLock { [loops] in
                $0.listener = listener
                $0.tls = tls
                $0.loops = loops
            }
        } catch {
            for loop in loops { loop.events.stopSoon() }
            throw error
        }
    }

    private func listener(
        on loops: [ServerLoop],
        _ tls: TLSContext?
    ) throws(HTTPServerError) -> Listener {
        let limits = configuration.limits
        var listening = ListenerConfiguration(
            host: configuration.host,
            port: configuration.port,
            tls: tls
        )
        listening.connections = limits.connections
        listening.connectionsPerAddress = limits.connectionsPerAddress
        listening.handshakeTimeout = limits.handshakeTimeout
        listening.connectionLimits.congestedBytes = 0
        listening.connectionLimits.unsentBytes = .max
        listening.connectionLimits.stallTimeout = limits.transferTimeout
        do {
            return try Listener(on: loops.map(\.events), configuration: listening) { connection in
                guard let loop = loops.first(where: { $0.events === connection.loop }) else {
                    return connection.close()
                }
                let client = HTTPConnection(connection, loop: loop)
                loop.opened(client)
                connection.start(client)
            }
        } catch {
            throw HTTPServerError(error)
        }
    }

    /// Reads the certificate and its key again, for connections from now on.
    ///
    /// If they cannot be used, the present ones stay in use. Returns whether there are any.
    public func reloadCertificate() throws(HTTPServerError) -> Bool {
        guard let files = configuration.tls, let tls = state.withLock({ $0.tls }) else {
            return false
        }
        tls.replace(by: try files.context())
        return true
    }

    /// Stops accepting, lets running requests finish until the deadline, and stops.
    ///
    /// Answers during that time say `Connection: close`. Handlers that are still suspended at the
    /// deadline are cancelled and their clients get 503.
    public func drain(deadline: Duration) async {
        let until = monotonicNanoseconds() + deadline.nanoseconds
        let (loops, listener) = state.withLock { ($0.loops, $0.listener) }
        listener?.close()
        await withTaskGroup { group in
            for loop in loops {
                group.addTask { await loop.drain(until: until) }
            }
        }
    }
}
