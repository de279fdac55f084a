import CMicroHTTPD
import Loops

/// Passes a body from its stream to the library, which asks for it piece by piece.
final class OutgoingBody: @unchecked Sendable {
    // Safe to share: everything is touched by the thread of the connection's loop only; tasks keep
    // a reference just to pass it back to `ServerLoop.deliver`.
    private let stream: any HTTPBodyStream
    private let loop: ServerLoop
    private let connection: Connection
    private var piece: [UInt8] = []
    private var taken = 0
    private var state = State.idle
    private var task: Task<Void, Never>?
    /// The number of bytes that the library has taken.
    private(set) var sentBytes = 0
    private let isHead: Bool

    private enum State {
        /// The stream can be asked for a piece.
        case idle
        /// The stream is making a piece.
        case asked
        /// The body is complete.
        case ended, failed
    }

    /// - Parameters:
    ///   - stream: produces the body.
    ///   - connection: the connection that it is sent on.
    ///   - loop: the connection's loop.
    ///   - isHead: whether the request was `HEAD`, so that the body is not sent.
    init(
        _ stream: any HTTPBodyStream,
        of connection: Connection,
        loop: ServerLoop,
        isHead: Bool
    ) {
        self.stream = stream
        self.isHead = isHead
        self.connection = connection
        self.loop = loop
    }

    /// A library response that reads this body and keeps it alive.
    func response() -> OpaquePointer? {
        let body = Unmanaged.passRetained(self)
        let made = MHD_create_response_from_callback(
            UInt64.max,
            OutgoingBody.blockBytes,
            { context, _, buffer, room in
                guard let context, let buffer else { return OutgoingBody.error }
                let body = Unmanaged<OutgoingBody>.fromOpaque(context).takeUnretainedValue()
                return body.read(into: UnsafeMutableRawBufferPointer(start: buffer, count: room))
            },
            body.toOpaque(),
            { context in
                guard let context else { return }
                Unmanaged<OutgoingBody>.fromOpaque(context).release()
            }
        )
        guard let made else {
            body.release()
            return nil
        }
        // The library would send a final chunk for a body that is not sent.
        if isHead { CMicroHTTPD_without_chunks(made) }
        return made
    }

    /// How much to ask for at once for a client that does not support chunks.
    private static let blockBytes = 16_384
    /// `MHD_CONTENT_READER_END_OF_STREAM`, a macro that Swift cannot import.
    private static let end = -1
    /// `MHD_CONTENT_READER_END_WITH_ERROR`, likewise.
    private static let error = -2

    /// Copies the available bytes to the library; suspends the connection if there are none.
    private func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        while true {
            if taken < piece.count {
                let count = min(buffer.count, piece.count - taken)
                piece.withUnsafeBytes { bytes in
                    buffer.copyMemory(from: .init(rebasing: bytes[taken..<taken + count]))
                }
                taken += count
                sentBytes += count
                connection.bodyAdvanced()
                return count
            }
            switch state {
            case .ended: return OutgoingBody.end
            case .failed: return OutgoingBody.error
            case .idle: ask()
            case .asked:
                connection.awaitPiece()
                return 0
            }
        }
    }

    private func ask() {
        state = .asked
        piece = []
        taken = 0
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
        switch piece {
        case .bytes(let bytes):
            self.piece = bytes
            state = .idle
        case .end: state = .ended
        case .failed: state = .failed
        }
        connection.pieceCame()
    }

    /// Ends the body early: the client disconnected or the server stops.
    func abandon() {
        guard state == .asked || state == .idle else { return }
        task?.cancel()
        task = nil
        state = .failed
        piece = []
        taken = 0
    }
}
