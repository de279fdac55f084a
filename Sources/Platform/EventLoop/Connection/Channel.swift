import Glibc

/// Carries the bytes of a connection: its socket, or TLS on top of it.
enum Channel {
    case plain(Int32)
    case tls(TLSSession)

    /// Whether there are bytes to read that the socket will not report as readable.
    var hasBuffered: Bool {
        switch self {
        case .plain: false
        case .tls(let session): session.hasBuffered
        }
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) -> Transfer {
        switch self {
        case .plain(let descriptor):
            Channel.outcome(recv(descriptor, buffer.baseAddress, buffer.count, 0))
        case .tls(let session): session.read(into: buffer)
        }
    }

    func write(_ bytes: UnsafeRawBufferPointer) -> Transfer {
        switch self {
        case .plain(let descriptor):
            let flags = Int32(MSG_NOSIGNAL)
            let sent = send(descriptor, bytes.baseAddress, bytes.count, flags)
            return sent == 0 ? .bytes(0) : Channel.outcome(sent, blocked: .writable)
        case .tls(let session): return session.write(bytes)
        }
    }

    private static func outcome(
        _ result: Int,
        blocked: EventSource.Events = .readable
    ) -> Transfer {
        guard result <= 0 else { return .bytes(result) }
        guard result < 0 else { return .ended }
        switch errno {
        case EAGAIN, EINTR: return .wouldBlock(until: blocked)
        case let code: return .failed(systemMessage(code))
        }
    }
}

/// The result of an attempt to move bytes.
enum Transfer {
    case bytes(Int)
    case wouldBlock(until: EventSource.Events)
    case ended
    case failed(String)
}
