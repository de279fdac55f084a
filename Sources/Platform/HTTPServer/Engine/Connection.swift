import CMicroHTTPD
import Essentials
import Glibc
import Loops
import Synchronization

/// A client connection and its current request.
///
/// The life of a request: `begin` after the request line, `proceed` after the headers, with each
/// part of the body, at its end and again after a suspension, and finally `completed`.
final class Connection: @unchecked Sendable {
    // Safe to share: everything is touched by the thread of `loop` only; tasks keep a reference
    // just to pass it back to `ServerLoop.deliver`.
    let remoteAddress: String
    /// The connection's position in its table.
    var slot = 0

    private let handle: OpaquePointer
    // Strong: an unowned reference costs more to use, and the table drops closed connections.
    private let loop: ServerLoop
    private var deadline: UInt64
    private var line = RequestLine()
    private var exchange: Exchange?
    private var exchangeNumber = 0

    /// What is known before the headers.
    private struct RequestLine {
        var bytes = 0
        var hasQuery = false
    }

    init(handle: OpaquePointer, loop: ServerLoop) {
        self.handle = handle
        self.loop = loop
        remoteAddress = SocketAddress(CMicroHTTPD_address(handle))?.host ?? ""
        deadline = loop.now + loop.context.transferNanoseconds
    }

    static func of(_ handle: OpaquePointer?) -> Connection? {
        guard let handle, let pointer = CMicroHTTPD_context(handle) else { return nil }
        return Unmanaged<Connection>.fromOpaque(pointer).takeUnretainedValue()
    }
}

/// The request being processed.
private struct Exchange {
    enum State {
        case reading
        case handling
        case suspended
        case answered
        /// The response body waits for its next piece; the connection is suspended.
        case awaitingPiece
    }

    var state = State.reading
    let head: RequestHead
    let startedAt: UInt64
    var body: [UInt8] = []
    var bodyBytes = 0
    var refusal: HTTPResponse?
    var response: HTTPResponse?
    var outgoing: OutgoingBody?
    var task: Task<Void, Never>?
}

// MARK: Reading

extension Connection {
    /// The request line arrived: the rest must follow in time.
    func begin(uri: UnsafePointer<CChar>) {
        line.bytes = strlen(uri)
        line.hasQuery = memchr(uri, Int32(UInt8(ascii: "?")), line.bytes) != nil
        deadline = loop.now + loop.context.transferNanoseconds
    }

    func proceed(
        path: UnsafePointer<CChar>,
        method: UnsafePointer<CChar>,
        data: UnsafePointer<CChar>?,
        size: UnsafeMutablePointer<Int>
    ) -> MHD_Result {
        guard let state = exchange?.state else {
            return start(path: path, method: method)
        }
        switch state {
        case .reading:
            guard size.pointee > 0 else { return respond() }
            let taken = take(data, size.pointee)
            size.pointee = 0
            return taken ? .YES : .NO
        case .suspended:
            resumed()
            return answer()
        case .handling, .answered, .awaitingPiece:
            return .NO
        }
    }

    private func start(
        path: UnsafePointer<CChar>,
        method: UnsafePointer<CChar>
    ) -> MHD_Result {
        let limits = loop.context.limits
        var head = RequestHead(handle: handle, path: path, method: method, limits: limits)
        if line.hasQuery { head.readQuery(of: handle) }
        if head.id.isEmpty { head.id = loop.ids.next().description }
        loop.connections.busy += 1
        exchangeNumber += 1
        let refusal = head.refusal(uriBytes: line.bytes)
        exchange = Exchange(head: head, startedAt: monotonicNanoseconds(), refusal: refusal)
        // A client that waits for `100 Continue` or announces a body that is far too large is
        // answered at once, and the connection ends. Otherwise the body is read and discarded: if
        // the server closed while the client still writes, the client's system would drop the
        // answer.
        if refusal != nil, head.awaitsContinue || head.announcedBytes > limits.bodyBytes * 8 {
            exchange?.response = refusal
            return answer()
        }
        if refusal == nil, head.announcedBytes > 0 {
            exchange?.body.reserveCapacity(min(head.announcedBytes, limits.bodyBytes))
        }
        return .YES
    }

    /// Keeps a part of the body; false if the connection must end.
    private func take(_ data: UnsafePointer<CChar>?, _ count: Int) -> Bool {
        let limit = loop.context.limits.bodyBytes
        exchange?.take(UnsafeRawBufferPointer(start: data, count: count), limit: limit)
        return (exchange?.bodyBytes ?? 0) <= limit * 8
    }
}

extension Exchange {
    fileprivate mutating func take(_ bytes: UnsafeRawBufferPointer, limit: Int) {
        bodyBytes += bytes.count
        if refusal == nil, bodyBytes > limit {
            refusal = .message(status: 413, "Request body too large")
            body = []
        }
        if refusal == nil { body.append(contentsOf: bytes) }
    }

    /// The complete request.
    fileprivate func request(from remoteAddress: String) -> HTTPRequest {
        head.request(body: body, remoteAddress: remoteAddress)
    }
}

// MARK: Handling

extension Connection {
    /// The request is complete: starts its handler, and answers if the handler did not suspend.
    private func respond() -> MHD_Result {
        let context = loop.context
        exchange?.state = .handling
        if let refusal = exchange?.refusal ?? overload {
            exchange?.response = refusal
            return answer()
        }
        guard let request = exchange?.request(from: remoteAddress) else { return .NO }
        let (number, loop, handler) = (exchangeNumber, self.loop, context.handler)
        let task = Task.immediate(executorPreference: loop.executor) {
            let response = await handler.respond(to: request)
            loop.deliver(response, to: self, exchange: number)
        }
        if exchange?.response != nil { return answer() }
        suspend(task)
        return .YES
    }

    /// The answer if too many handlers are suspended.
    private var overload: HTTPResponse? {
        let context = loop.context
        guard
            context.suspended.load(ordering: .relaxed) >= context.limits.concurrentRequests
        else { return nil }
        var response = HTTPResponse.message(status: 503, "Too many concurrent requests")
        response.headers.append(("Retry-After", "1"))
        return response
    }

    /// Takes the handler's answer, either at once or after a suspension.
    func finish(_ response: HTTPResponse, exchange number: Int) {
        guard number == exchangeNumber, exchange?.response == nil, let state = exchange?.state
        else { return }
        exchange?.response = response
        exchange?.task = nil
        if state == .suspended { MHD_resume_connection(handle) }
    }

    private func suspend(_ task: Task<Void, Never>) {
        exchange?.task = task
        suspend(as: .suspended)
    }

    private func suspend(as state: Exchange.State) {
        exchange?.state = state
        loop.connections.suspended += 1
        loop.context.suspended.add(1, ordering: .relaxed)
        MHD_suspend_connection(handle)
    }

    /// The library resumed the connection.
    private func resumed(as state: Exchange.State = .handling) {
        exchange?.state = state
        loop.connections.suspended -= 1
        loop.context.suspended.subtract(1, ordering: .relaxed)
    }

    /// Stops waiting for a suspended handler, or for the next piece of a body.
    func giveUp() {
        if exchange?.state == .awaitingPiece {
            exchange?.outgoing?.abandon()
            return pieceCame()
        }
        guard exchange?.state == .suspended, exchange?.response == nil else { return }
        exchange?.task?.cancel()
        finish(.message(status: 503, "Server is stopping"), exchange: exchangeNumber)
    }
}

// MARK: Answering

extension Connection {
    private func answer() -> MHD_Result {
        guard let response = exchange?.response, let id = exchange?.head.id else { return .NO }
        exchange?.state = .answered
        let isHead = exchange?.head.method == .head
        exchange?.outgoing = response.stream.map {
            OutgoingBody($0, of: self, loop: loop, isHead: isHead)
        }
        deadline = monotonicNanoseconds() + loop.context.transferNanoseconds
        return response.queue(
            on: handle,
            requestID: id,
            closes: loop.isDraining,
            exchange?.outgoing
        )
    }

    /// The library has taken part of the body: the timeout starts again.
    func bodyAdvanced() { deadline = monotonicNanoseconds() + loop.context.transferNanoseconds }

    /// No part of the body is ready.
    func awaitPiece() { suspend(as: .awaitingPiece) }

    /// A part of the body is ready again.
    func pieceCame() {
        guard exchange?.state == .awaitingPiece else { return }
        resumed(as: .answered)
        deadline = monotonicNanoseconds() + loop.context.transferNanoseconds
        MHD_resume_connection(handle)
    }

    /// The answer was sent, or the client disconnected.
    func completed(sent: Bool) {
        deadline = loop.now + loop.context.idleNanoseconds
        // A connection that broke while suspended gets here without another `proceed`.
        if exchange?.state == .suspended || exchange?.state == .awaitingPiece { resumed() }
        guard let ended = exchange.take() else { return }
        ended.outgoing?.abandon()
        loop.connections.busy -= 1
        guard let observer = loop.context.observer, let response = ended.response else { return }
        observer.served(
            ServedRequest(
                method: ended.head.method,
                routeName: response.routeName,
                status: response.status,
                duration: .nanoseconds(Int64(monotonicNanoseconds() - ended.startedAt)),
                requestBytes: ended.bodyBytes,
                responseBytes: ended.outgoing?.sentBytes ?? response.body.count,
                isComplete: sent,
                remoteAddress: remoteAddress,
                requestID: ended.head.id
            )
        )
    }

    /// Ends the connection if the client did not send or read in time.
    func closeIfOverdue(at now: UInt64) {
        guard now > deadline, exchange?.state != .suspended,
            exchange?.state != .awaitingPiece
        else { return }
        shutdown(CMicroHTTPD_socket(handle), Int32(SHUT_RDWR))
    }
}
