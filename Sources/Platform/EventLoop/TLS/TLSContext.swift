import CEvent
import Essentials
import Glibc

/// Certificates and rules for TLS 1.2 and 1.3, created once and shared by many connections.
public final class TLSContext: @unchecked Sendable {
    // Safe to share: OpenSSL counts references to a context atomically, and nothing changes after
    // the initialiser.
    let handle: OpaquePointer
    let role: Role
    /// What later connections use instead.
    let replacement = Locked<TLSContext?>(nil)

    enum Role {
        case server
        case client(verifies: Bool)
    }

    /// Which peers a client trusts.
    public enum Authority: Hashable, Sendable {
        /// The authorities that the system trusts.
        case system
        /// The certificates of a PEM file, and no others.
        case file(String)
        /// Any peer, without verification. For tests and private links only.
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

    /// For a server: a certificate chain, starting with its own certificate, and its key, both
    /// PEM.
    ///
    /// - Parameters:
    ///   - certificatePath: the file of the chain.
    ///   - keyPath: the file of the key.
    ///   - onlyStrongCiphers: whether TLS 1.2 needs ephemeral keys and authenticated encryption.
    /// - Returns: the context.
    /// - Throws: ``EventLoopError/badCertificate(path:reason:)`` when a file cannot be used.
    public static func server(
        certificatePath: String,
        keyPath: String,
        onlyStrongCiphers: Bool = false
    ) throws(EventLoopError) -> TLSContext {
        let context = try TLSContext(.server)
        if onlyStrongCiphers, SSL_CTX_set_cipher_list(context.handle, strongCiphers) != 1 {
            throw .noResources(lastError())
        }
        guard SSL_CTX_use_certificate_chain_file(context.handle, certificatePath) == 1 else {
            throw .badCertificate(path: certificatePath, reason: fault(of: "a certificate"))
        }
        // Otherwise OpenSSL would ask for a password on the terminal, and the server would wait
        // forever.
        SSL_CTX_set_default_passwd_cb(context.handle) { _, _, _, _ in -1 }
        guard SSL_CTX_use_PrivateKey_file(context.handle, keyPath, SSL_FILETYPE_PEM) == 1,
            SSL_CTX_check_private_key(context.handle) == 1
        else { throw .badCertificate(path: keyPath, reason: fault(of: "a key without password")) }
        return context
    }

    /// The ciphers of TLS 1.2 that keep past traffic secret when the key is lost; all of TLS 1.3
    /// do.
    private static let strongCiphers = "ECDHE+AESGCM:ECDHE+CHACHA20:!aNULL"

    /// For a client: verified servers must have a certificate for the name that was connected to.
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

    /// What is wrong with a file that should contain something in PEM form.
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

    /// Marks OpenSSL error codes that come from the system, ERR_SYSTEM_FLAG.
    private static let systemFlag: UInt = 1 << 31

    /// OpenSSL's message for the first error of this thread; clears all of them.
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
