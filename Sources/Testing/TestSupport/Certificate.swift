/// A certificate for localhost and 127.0.0.1, made by the command `openssl`.
public final class Certificate: Sendable {
    private let folder: TemporaryFolder
    /// Path of the certificate, PEM.
    public let path: String
    /// Path of its key, PEM.
    public let keyPath: String

    /// Makes a certificate that signs itself; its files are there as long as the value lives.
    public init() async throws {
        folder = try TemporaryFolder("heliograph-tls")
        path = folder.file("certificate.pem")
        keyPath = folder.file("key.pem")
        let outcome = try await ChildProcess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt"]
                + [
                    "ec_paramgen_curve:prime256v1", "-nodes", "-days", "1", "-subj",
                    "/CN=localhost",
                ]
                + ["-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"]
                + ["-keyout", keyPath, "-out", path]
        )
        guard outcome.status == 0 else { throw TestSupportError(outcome.errors) }
    }
}
