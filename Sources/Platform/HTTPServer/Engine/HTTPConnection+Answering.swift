import Essentials
import EventLoop
import Synchronization

// MARK: Handling

extension HTTPConnection {
    /// Starts the handler of a request, and answers if it does not suspend.
    func begin(_ head: RequestHead) {
        var head = head
        if head.id.isEmpty { head.id = loop.ids.next().description }
        loop.connections.busy += 1
        exchangeNumber += 1
        let exchange = Exchange(head, limits: limits)
        if !hasBegun { deadline = exchange.startedAt + loop.context.transferNanoseconds }
        self.exchange = exchange
        if let overload { return answer(overload) }
        let (number, loop, handler) = (exchangeNumber, loop, loop.context.handler)
        let source =
            head.framing == .none ? nil : BodySource(connection: self, exchange: number)
        let request = head.request(remoteAddress: remoteAddress, source)
        let task = Task.immediate(executorPreference: loop.executor) {
            let response = await handler.respond(to: request)
            loop.deliver(response, to: self, exchange: number)
        }
        guard self.exchange != nil, self.exchange?.response == nil else { return }
        self.exchange?.task = task
        suspend(as: .suspended)
    }

    /// The answer if too many handlers are suspended.
    private var overload: HTTPResponse? {
        guard loop.context.suspended.load(ordering: .relaxed) >= limits.concurrentRequests else {
            return nil
        }
        var response = HTTPResponse.message(status: 503, "Too many concurrent requests")
        response.headers.append(("Retry-After", "1"))
        return response
    }

    /// Takes the handler's answer, either at once or after a suspension.
    func finish(_ response: HTTPResponse, exchange number: Int) {
        guard number == exchangeNumber, !isEnding, exchange != nil, exchange?.response == nil
        else { return }
        exchange?.task = nil
        noteResumed()
        answer(response)
    }

    private func suspend(as state: Exchange.State) {
        exchange?.state = state
        loop.connections.suspended += 1
        loop.context.suspended.add(1, ordering: .relaxed)
    }

    /// The handler, or the next piece of the body, came; or the client left.
    func noteResumed() {
        guard exchange?.state == .suspended || exchange?.state == .awaitingPiece else { return }
        exchange?.state = .running
        loop.connections.suspended -= 1
        loop.context.suspended.subtract(1, ordering: .relaxed)
    }

    /// Refuses a request that cannot be read, and ends the connection.
    func refuse(_ refusal: RequestRefusal) {
        let response = refusal.response
        let id = loop.ids.next().description
        _ = loop.writer.compose(
            response,
            .whole(response.body, isSent: true),
            requestID: id,
            .closes
        )
        transport.write(loop.writer.bytes)
        end()
        loop.context.observer?.served(
            ServedRequest(
                method: .other("-"),
                routeName: response.routeName,
                status: response.status,
                duration: .zero,
                requestBytes: 0,
                responseBytes: response.body.count,
                isComplete: true,
                remoteAddress: remoteAddress,
                requestID: id
            )
        )
    }

    /// Ends the connection when everything is sent.
    private func end() {
        isEnding = true
        input = []
        heldInput.release(to: loop.context.budget)
        transport.close(afterFlush: true)
    }
}

// MARK: Answering

extension HTTPConnection {
    private func answer(_ response: HTTPResponse) {
        guard let head = exchange?.head else { return }
        exchange?.response = response
        let isHead = head.method == .head
        let isLast = hasEnded && input.isEmpty && window.isEmpty
        if loop.isDraining || isLast { exchange?.mustClose = true }
        if response.stream != nil, isHead || head.isOldVersion { exchange?.mustClose = true }
        let isKept = exchange?.leavesConnectionUsable == true
        if !isKept { exchange?.mustClose = true }
        let body =
            response.stream == nil
            ? ResponseWriter.Body.whole(response.body, isSent: !isHead)
            : head.isOldVersion ? .untilClosed : .chunks
        let rest = loop.writer.compose(
            response,
            body,
            requestID: head.id,
            !isKept ? .closes : head.isOldVersion ? .keptAlive : .standard
        )
        if let stream = response.stream, !isHead {
            exchange?.outgoing = OutgoingBody(
                stream,
                on: self,
                loop: loop,
                isChunked: !head.isOldVersion
            )
        } else {
            exchange?.isAnswered = true
        }
        transport.write(loop.writer.bytes)
        if !rest.isEmpty { transport.write(rest) }
        loop.writer.trim()
        if transport.isCongested { holdOutput() }
        if let outgoing = exchange?.outgoing {
            outgoing.pump()
        } else if transport.isOpen, !transport.isCongested {
            answered()
        }
    }

    /// The client has taken the whole answer, or the system has.
    func answered() {
        guard let ended = exchange, ended.isAnswered, transport.isOpen else { return }
        report(ended, isComplete: true)
        guard !ended.mustClose else {
            exchange = nil
            return end()
        }
        heldBody.release(to: loop.context.budget)
        if ended.body.isComplete {
            concluded()
        } else {
            exchange?.state = .discarding
            deadline = monotonicNanoseconds() + loop.context.transferNanoseconds
        }
        if !isConsuming { goOn() }
    }

    /// The connection is free for the next request.
    func concluded() {
        exchange = nil
        hasBegun = false
        deadline = monotonicNanoseconds() + loop.context.idleNanoseconds
    }

    /// Reads what arrived meanwhile.
    private func goOn() {
        consumeInput()
        if hasEnded, exchange == nil, !isEnding { return end() }
        noteInput()
    }

    /// Counts what the client has not taken against the owner's share.
    func holdOutput() {
        let (budget, unsent) = (loop.context.budget, transport.unsentBytes)
        if !heldOutput.hold(unsent, of: budget, for: exchange?.owner) { transport.close() }
    }

    func report(_ ended: Exchange, isComplete: Bool) {
        defer { loop.requestEnded() }
        guard let observer = loop.context.observer else { return }
        observer.served(
            ServedRequest(
                method: ended.head.method,
                routeName: ended.response?.routeName ?? "",
                status: ended.response?.status ?? HTTPConnection.clientLeft,
                duration: .nanoseconds(Int64(monotonicNanoseconds() - ended.startedAt)),
                requestBytes: ended.body.receivedBytes,
                responseBytes: ended.outgoing?.sentBytes ?? ended.response?.body.count ?? 0,
                isComplete: isComplete,
                remoteAddress: remoteAddress,
                requestID: ended.head.id
            )
        )
    }

    /// In logs and metrics: the client left before there was an answer.
    private static let clientLeft = 499
}

// MARK: Streams

extension HTTPConnection {
    /// Whether the client has taken the piece before.
    var acceptsPiece: Bool { transport.isOpen && !transport.isCongested && !isEnding }

    /// No part of the body is ready.
    func awaitPiece() { suspend(as: .awaitingPiece) }

    /// A part of the body is ready again.
    func pieceCame() { noteResumed() }

    func send(piece: [UInt8], isChunked: Bool) {
        guard isChunked else { return transport.write(piece) }
        loop.writer.compose(chunk: piece)
        transport.write(loop.writer.bytes)
        loop.writer.trim()
    }

    func bodyEnded(isChunked: Bool) {
        exchange?.isAnswered = true
        if isChunked { transport.write(Array("0\r\n\r\n".utf8)) }
        if transport.isOpen, !transport.isCongested { answered() }
    }

    /// Ends the connection without the last chunk, so that the client notices.
    func bodyFailed() { transport.close() }
}
