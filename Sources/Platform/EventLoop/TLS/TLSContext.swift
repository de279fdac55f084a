import CEvent
import Glibc

/// Certificates and rules for TLS 1.2 and 1.3, made once and shared by many connections.
public final class TLSContext: @unchecked Sendable {
    // Safe to share: OpenSSL counts references to a context by atomics, and nothing changes it
    // after its initialiser.
    let handle: OpaquePointer
    let role: Role

    enum Role {
        case server
        case client(verifies: Bool)
    }

    /// Whom a client believes.
    public enum Authority: Hashable, Sendable {
        /// The authorities that the system trusts.
        case system
        /// The certificates of a PEM file, and no others.
        case file(String)
        /// Any peer: it is not verified. For tests and private links only.
        case anybody
    }

    private init(_ role: Role) throws(EventLoopError) {
        let method =
            switch role {
            case .server: TLS_server_method()
            case .client: TLS_client_method()
            }
        guard let made = SSL_CTX_new(method) else { throw .noResources(TLSContext.lastError()) }
        CEvent_TLS_configure(made)
        handle = made
        self.role = role
    }

    deinit { SSL_CTX_free(handle) }

    /// What a server shows: a certificate chain and its key, both PEM, the server's own first.
    public static func server(
        certificatePath: String,
        keyPath: String
    ) throws(EventLoopError) -> TLSContext {
        let context = try TLSContext(.server)
        guard SSL_CTX_use_certificate_chain_file(context.handle, certificatePath) == 1 else {
            throw .badCertificate(path: certificatePath, reason: fault(of: "a certificate"))
        }
        // Else OpenSSL asks the terminal, and a server that starts by itself would wait for it.
        SSL_CTX_set_default_passwd_cb(context.handle) { _, _, _, _ in -1 }
        guard SSL_CTX_use_PrivateKey_file(context.handle, keyPath, SSL_FILETYPE_PEM) == 1,
            SSL_CTX_check_private_key(context.handle) == 1
        else { throw .badCertificate(path: keyPath, reason: fault(of: "a key without password")) }
        return context
    }

    /// What a client asks of servers; verified peers must carry the name that was connected to.
    public static func client(
        authority: Authority = .system
    ) throws(EventLoopError) -> TLSContext {
        let context = try TLSContext(.client(verifies: authority != .anybody))
        switch authority {
        case .system: SSL_CTX_set_default_verify_paths(context.handle)
        case .file(let path):
            guard SSL_CTX_load_verify_locations(context.handle, path, nil) == 1 else {
                throw .badCertificate(path: path, reason: fault(of: "certificates"))
            }
        case .anybody: break
        }
        let mode = authority == .anybody ? SSL_VERIFY_NONE : SSL_VERIFY_PEER
        SSL_CTX_set_verify(context.handle, mode, nil)
        return context
    }

    /// What is wrong with a file that should hold something in PEM form.
    private static func fault(of wanted: String) -> String {
        let code = ERR_peek_error()
        let words = lastError()
        let isMismatch =
            ERR_GET_LIB(code) == ERR_LIB_X509
            && ERR_GET_REASON(code) == X509_R_KEY_VALUES_MISMATCH
        return code & systemFlag == 0 && !isMismatch
            ? "it is not \(wanted) in PEM form (\(words))"
            : words
    }

    /// Marks the codes of OpenSSL that are the system's, ERR_SYSTEM_FLAG.
    private static let systemFlag: UInt = 1 << 31

    /// OpenSSL's words for the first error of this thread, all of which are then forgotten.
    static func lastError() -> String {
        let code = ERR_get_error()
        ERR_clear_error()
        guard code != 0 else { return "unknown" }
        if code & systemFlag != 0 {
            return systemMessage(Int32(truncatingIfNeeded: code & ~systemFlag))
        }
        return ERR_reason_error_string(code).map { String(cString: $0) } ?? "error \(code)"
    }
}
