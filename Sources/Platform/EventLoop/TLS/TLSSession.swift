import CEvent
import Essentials
import Glibc

/// Owns the TLS state of one connection; used on its loop's thread only.
final class TLSSession {
    private let handle: OpaquePointer
    private let verifies: Bool
    /// The end or failure that followed the bytes of the last read.
    private var bad: Transfer?

    /// Starts a session on a connected socket; the name is what a client expects of its server.
    init?(_ context: TLSContext, descriptor: Int32, serverName: String) {
        let context = context.present
        guard let made = SSL_new(context.handle) else { return nil }
        handle = made
        switch context.role {
        case .server:
            verifies = false
            SSL_set_accept_state(made)
        case .client(let verifies):
            self.verifies = verifies
            SSL_set_connect_state(made)
            guard expect(serverName) else { return nil }
        }
        guard SSL_set_fd(made, descriptor) == 1 else { return nil }
    }

    deinit {
        SSL_free(handle)
        // Leftover errors of a broken session must not be taken for errors of the next one.
        ERR_clear_error()
    }

    private func expect(_ name: String) -> Bool {
        if SocketAddress(host: name, port: 0) != nil {
            return !verifies || CEvent_TLS_expect_address(handle, name) == 1
        }
        return CEvent_TLS_set_server_name(handle, name) == 1
            && (!verifies || SSL_set1_host(handle, name) == 1)
    }

    /// Whether there are bytes to read that the socket will not report as readable.
    var hasBuffered: Bool { bad != nil || SSL_pending(handle) > 0 }

    func shakeHands() -> Transfer { outcome(SSL_do_handshake(handle)) }

    /// Decrypts as much as the buffer holds, for one callback instead of one per record.
    func read(into buffer: UnsafeMutableRawBufferPointer) -> Transfer {
        if let bad { return bad }
        var filled = 0
        while filled < buffer.count, let start = buffer.baseAddress {
            let room = Int32(clamping: buffer.count - filled)
            let result = SSL_read(handle, start + filled, room)
            guard result > 0 else {
                let outcome = outcome(result)
                guard filled > 0 else { return outcome }
                switch outcome {
                case .ended, .failed: bad = outcome
                case .bytes, .wouldBlock: break
                }
                return .bytes(filled)
            }
            filled += Int(result)
        }
        return .bytes(filled)
    }

    func write(_ bytes: UnsafeRawBufferPointer) -> Transfer {
        outcome(SSL_write(handle, bytes.baseAddress, Int32(clamping: bytes.count)))
    }

    /// Sends `close_notify`: nothing more follows.
    func sayGoodbye() {
        SSL_shutdown(handle)
        ERR_clear_error()
    }

    private func outcome(_ result: Int32) -> Transfer {
        guard result <= 0 else { return .bytes(Int(result)) }
        let code = errno
        switch SSL_get_error(handle, result) {
        case SSL_ERROR_WANT_READ: return .wouldBlock(until: .readable)
        case SSL_ERROR_WANT_WRITE: return .wouldBlock(until: .writable)
        case SSL_ERROR_ZERO_RETURN: return .ended
        case SSL_ERROR_SYSCALL where ERR_peek_error() == 0:
            return code == 0 ? .ended : .failed(systemMessage(code))
        default:
            let verdict = SSL_get_verify_result(handle)
            guard verifies, verdict != X509_V_OK else { return .failed(TLSContext.lastError()) }
            ERR_clear_error()
            return .failed(String(cString: X509_verify_cert_error_string(verdict)))
        }
    }
}
