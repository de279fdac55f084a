import Loops

/// Sends a body from its stream, piece by piece, as fast as the client takes them.
final class OutgoingBody: @unchecked Sendable {
    // Safe to share: everything is touched by the thread of the connection's loop only; tasks keep
    // a reference just to pass it back to `ServerLoop.deliver`.
    private let stream: any HTTPBodyStream
    private let loop: ServerLoop
    private let connection: HTTPConnection
    private let isChunked: Bool
    private var state = State.idle
    private var task: Task<Void, Never>?
    private var isPumping = false
    /// The number of bytes that were sent or wait to be.
    private(set) var sentBytes = 0

    private enum State {
        /// The stream can be asked for a piece.
        case idle
        /// The stream is making a piece.
        case asked
        /// The body is complete, or given up.
        case ended
    }

    /// How many pieces are sent before the other connections of the loop get their turn.
    private static let piecesInTurn = 2

    /// - Parameters:
    ///   - stream: produces the body.
    ///   - connection: the connection that it is sent on.
    ///   - loop: the connection's loop.
    ///   - isChunked: whether the client knows chunks.
    init(
        _ stream: any HTTPBodyStream,
        on connection: HTTPConnection,
        loop: ServerLoop,
        isChunked: Bool
    ) {
        self.stream = stream
        self.isChunked = isChunked
        self.connection = connection
        self.loop = loop
    }

    /// Asks for pieces and sends them until one is not ready or the client is slower.
    func pump() {
        guard !isPumping else { return }
        isPumping = true
        defer { isPumping = false }
        for _ in 0..<OutgoingBody.piecesInTurn {
            guard state == .idle, connection.acceptsPiece else { return }
            ask()
            guard state != .asked else { return connection.awaitPiece() }
        }
        guard state == .idle else { return }
        _ = loop.executor.run { self.pump() }
    }

    private func ask() {
        state = .asked
        let (stream, loop) = (stream, loop)
        let task = Task.immediate(executorPreference: loop.executor) {
            let piece = await stream.next()
            loop.deliver(piece, to: self)
        }
        if state == .asked { self.task = task }
    }

    /// Takes a piece from the stream.
    func take(_ piece: HTTPBodyPiece) {
        guard state == .asked else { return }
        task = nil
        state = .idle
        if !isPumping { connection.pieceCame() }
        switch piece {
        case .bytes(let bytes):
            sentBytes += bytes.count
            if !bytes.isEmpty { connection.send(piece: bytes, isChunked: isChunked) }
        case .end:
            state = .ended
            connection.bodyEnded(isChunked: isChunked)
        case .failed:
            state = .ended
            connection.bodyFailed()
        }
        pump()
    }

    /// Ends the body early: the client disconnected or the server stops.
    func abandon() {
        task?.cancel()
        task = nil
        state = .ended
    }
}
