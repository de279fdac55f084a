/// A certificate of a server and its key, made by the command `openssl`; good for a day.
public final class Certificate: Sendable {
    private let folder: TemporaryFolder
    /// Path of the certificate, PEM.
    public let path: String
    /// Path of its key, PEM.
    public let keyPath: String

    /// Makes a certificate for localhost and 127.0.0.1 that signs itself.
    ///
    /// Its files are there as long as the value lives.
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

/// Somebody who signs certificates of servers, for those who believe it.
public final class CertificateAuthority: Sendable {
    private let own: Certificate

    /// Path of its own certificate, PEM: what clients are told to believe.
    public var path: String { own.path }

    /// Makes an authority; nobody believes it yet.
    public init() async throws {
        own = try await Certificate("/CN=Authority of the tests", names: nil, authority: nil)
    }

    /// Signs a certificate for a server of a name.
    public func certificate(for name: String) async throws -> Certificate {
        try await Certificate("/CN=\(name)", names: "DNS:\(name)", authority: own)
    }
}
