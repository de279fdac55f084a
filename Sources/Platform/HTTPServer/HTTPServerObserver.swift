/// Observes every request that was answered.
///
/// Called on a server thread: must not block.
public protocol HTTPServerObserver: Sendable {
    /// An answer was handed to the system, or the client disconnected before.
    func served(_ request: ServedRequest)

    /// A connection was opened or closed; `open` connections now exist on all threads together.
    func connectionsChanged(open: Int)
}

extension HTTPServerObserver {
    /// Ignores connections.
    public func connectionsChanged(open: Int) {}
}

/// The record of one request.
public struct ServedRequest: Sendable {
    /// The method.
    public let method: HTTPMethod
    /// The name of the route, empty when none matched.
    public let routeName: String
    /// The status of the answer.
    public let status: Int
    /// From the end of the request's headers to the end of the answer.
    public let duration: Duration
    /// Bytes of the request's body.
    public let requestBytes: Int
    /// Bytes of the answer's body.
    public let responseBytes: Int
    /// Whether the answer was sent completely.
    public let isComplete: Bool
    /// The peer's address.
    public let remoteAddress: String
    /// The request's id.
    public let requestID: String

    /// Creates a record; observers get theirs from the server, tests make their own.
    public init(
        method: HTTPMethod,
        routeName: String,
        status: Int,
        duration: Duration,
        requestBytes: Int,
        responseBytes: Int,
        isComplete: Bool,
        remoteAddress: String,
        requestID: String
    ) {
        self.method = method
        self.routeName = routeName
        self.status = status
        self.duration = duration
        self.requestBytes = requestBytes
        self.responseBytes = responseBytes
        self.isComplete = isComplete
        self.remoteAddress = remoteAddress
        self.requestID = requestID
    }
}

/// Forwards to several observers in order.
public struct CombinedObserver: HTTPServerObserver {
    private let observers: [any HTTPServerObserver]

    /// Creates an observer that forwards to the given ones.
    public init(_ observers: [any HTTPServerObserver]) { self.observers = observers }

    /// Forwards the record.
    public func served(_ request: ServedRequest) {
        for observer in observers { observer.served(request) }
    }

    /// Forwards the number of connections.
    public func connectionsChanged(open: Int) {
        for observer in observers { observer.connectionsChanged(open: open) }
    }
}
