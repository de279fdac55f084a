import Essentials
import EventLoop

/// A client's connection and its current request.
///
/// A request is read in two steps. When its head is complete, its handler starts; the body is read
/// when the handler asks for it, or dropped. Meanwhile at most one read of the client's bytes is
/// kept. Then the answer is sent, and the next request follows.
final class HTTPConnection: @unchecked Sendable {
    // Safe to share: everything is touched by the thread of `loop` only; tasks keep a reference
    // just to pass it back to `ServerLoop.deliver` or `BodySource.receive`.
    let transport: Connection
    // Strong: an unowned reference costs more to use, and the table drops closed connections.
    let loop: ServerLoop
    let remoteAddress: String
    /// The connection's position in its table.
    var slot = 0

    /// Bytes that arrived and were not read yet.
    var input: [UInt8] = []
    /// How many bytes of the input are known not to end a head.
    var searched = 0
    /// What is being read, without what was read already.
    var window = UnsafeRawBufferPointer(start: nil, count: 0)
    var isConsuming = false
    var isPaused = false
    /// The client sends nothing more.
    var hasEnded = false
    /// The last answer was written.
    var isEnding = false

    var exchange: Exchange?
    var exchangeNumber = 0
    /// What waits in memory: input that is not read yet, the request's body, the answer.
    var heldInput = HeldBytes()
    var heldBody = HeldBytes()
    var heldOutput = HeldBytes()
    /// When the client must have done its next step.
    var deadline: UInt64
    /// Whether a request has begun to arrive.
    var hasBegun = true

    init(_ transport: Connection, loop: ServerLoop) {
        self.transport = transport
        self.loop = loop
        remoteAddress = transport.peer.host
        deadline = monotonicNanoseconds() + loop.context.transferNanoseconds
        transport.readBytes = HTTPConnection.readBytes
    }

    /// How much is read at once while no body is wanted, and so how much may have to be kept.
    static let readBytes = 16_384

    var limits: HTTPServerConfiguration.Limits { loop.context.limits }
}

// MARK: Events

extension HTTPConnection: ConnectionHandler {
    func connection(_ connection: Connection, received bytes: UnsafeRawBufferPointer) {
        guard !isEnding else { return }
        if input.isEmpty, !isConsuming {
            window = bytes
            consume()
            if !isEnding { input.append(contentsOf: window) }
            window = UnsafeRawBufferPointer(start: nil, count: 0)
        } else {
            input.append(contentsOf: bytes)
            consumeInput()
        }
        noteInput()
    }

    func connection(_ connection: Connection, isCongested: Bool) {
        guard exchange != nil else { return }
        if isCongested {
            deadline = monotonicNanoseconds() + loop.context.transferNanoseconds
            holdOutput()
        } else {
            heldOutput.release(to: loop.context.budget)
            if exchange?.isAnswered == true { answered() } else { exchange?.outgoing?.pump() }
        }
    }

    /// The client stays for its answer; its computation may stop.
    func connectionReachedEnd(_ connection: Connection) -> Bool {
        hasEnded = true
        guard let exchange, exchange.waiter == nil, exchange.state != .discarding else {
            return false
        }
        exchange.task?.cancel()
        return true
    }

    func connection(_ connection: Connection, closed reason: ConnectionEnd) {
        isEnding = true
        heldInput.release(to: loop.context.budget)
        heldBody.release(to: loop.context.budget)
        heldOutput.release(to: loop.context.budget)
        input = []
        if let waiter = exchange?.waiter {
            exchange?.waiter = nil
            waiter.resume(returning: .lost)
        }
        exchange?.task?.cancel()
        exchange?.outgoing?.abandon()
        noteResumed()
        if let ended = exchange, ended.state != .discarding { report(ended, isComplete: false) }
        exchange = nil
        loop.closed(self)
    }
}

// MARK: Time

extension HTTPConnection {
    /// Ends the connection if the client did not send or read in time.
    func closeIfOverdue(at now: UInt64) {
        guard now > deadline, !isEnding else { return }
        if let exchange {
            guard
                exchange.waiter != nil || exchange.state == .discarding
                    || transport.isCongested
            else { return }
        }
        transport.close()
    }

    /// Stops waiting for a suspended handler, or for the next piece of a body.
    func giveUp() {
        guard let exchange, !isEnding else { return }
        switch exchange.state {
        case .awaitingPiece: transport.close()
        case .suspended:
            exchange.task?.cancel()
            finish(.message(status: 503, "Server is stopping"), exchange: exchangeNumber)
        case .running, .discarding: break
        }
    }
}
