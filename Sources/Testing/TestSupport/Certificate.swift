/// A server certificate and its key, created with `openssl` and valid for a day.
public final class Certificate: Sendable {
    private let folder: TemporaryFolder
    /// The path of the certificate, PEM.
    public let path: String
    /// The path of its key, PEM.
    public let keyPath: String

    /// Creates a self-signed certificate for localhost and 127.0.0.1.
    ///
    /// The files are removed with the value.
    public convenience init() async throws {
        try await self.init("/CN=localhost", names: "DNS:localhost,IP:127.0.0.1", authority: nil)
    }

    fileprivate init(_ subject: String, names: String?, authority: Certificate?) async throws {
        folder = try TemporaryFolder("heliograph-tls")
        path = folder.file("certificate.pem")
        keyPath = folder.file("key.pem")
        var command = ["openssl", "req", "-x509", "-newkey", "ec"]
        command += ["-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "1"]
        command += ["-subj", subject, "-keyout", keyPath, "-out", path]
        if let names { command += ["-addext", "subjectAltName=\(names)"] }
        if let authority { command += ["-CA", authority.path, "-CAkey", authority.keyPath] }
        let outcome = try await ChildProcess.run(command)
        guard outcome.status == 0 else { throw TestSupportError(outcome.errors) }
    }
}

/// A certificate authority, which signs server certificates.
public final class CertificateAuthority: Sendable {
    private let own: Certificate

    /// The path of its own certificate, PEM, for clients that trust it.
    public var path: String { own.path }

    /// Creates an authority.
    public init() async throws {
        own = try await Certificate("/CN=Authority of the tests", names: nil, authority: nil)
    }

    /// Signs a certificate for a server name.
    public func certificate(for name: String) async throws -> Certificate {
        try await Certificate("/CN=\(name)", names: "DNS:\(name)", authority: own)
    }
}
