import Foundation
import HTTPServer
import Testing

extension HTTPServerTests {
    /// Needs the commands `openssl` and `curl`, which the development image has.
    @Suite(.serialized, .timeLimit(.minutes(1)))
    struct TLS {
        private let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("heliograph-tls-\(UUID().uuidString)")

        private func files() throws -> HTTPServerConfiguration.TLS {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            let certificate = folder.appendingPathComponent("certificate.pem").path
            let key = folder.appendingPathComponent("key.pem").path
            _ = try run(
                "openssl",
                ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"]
                    + ["-nodes", "-days", "1", "-subj", "/CN=localhost"]
                    + ["-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"]
                    + ["-keyout", key, "-out", certificate]
            )
            return .init(certificatePath: certificate, keyPath: key)
        }

        /// What the command prints; by `popen`, because Foundation's `Process` leaks memory.
        private func run(_ command: String, _ arguments: [String]) throws -> String {
            let words = [command] + arguments.map { "'\($0)'" } + ["2>/dev/null"]
            let output = try #require(popen(words.joined(separator: " "), "re"))
            defer { pclose(output) }
            var bytes = [UInt8](repeating: 0, count: 65_536)
            return String(decoding: bytes[..<fread(&bytes, 1, bytes.count, output)], as: UTF8.self)
        }

        @Test func `a server with a certificate speaks TLS`() async throws {
            defer { try? FileManager.default.removeItem(at: folder) }
            let files = try files()
            let fixture = try ServerFixture(tls: files)
            fixture.gate.open()
            let base = "https://localhost:\(fixture.server.port)"
            let trust = ["--silent", "--max-time", "10", "--cacert", files.certificatePath]
            #expect(try run("curl", trust + [base + "/hops"]) == "hopped")
            #expect(try run("curl", trust + ["--data", "abc", base + "/echo"]) == "abc")
            // A client that does not know the certificate must not get through.
            #expect(try run("curl", ["--silent", "--max-time", "10", base + "/hello"]).isEmpty)
            // Nor one that speaks plain HTTP.
            let plain = try fixture.client()
            plain.send("GET /hello HTTP/1.1\r\nHost: test\r\n\r\n")
            #expect(throws: Client.Failure.self) { try plain.response() }
            await fixture.stop()
        }

        @Test func `files that are no certificate are refused`() throws {
            defer { try? FileManager.default.removeItem(at: folder) }
            var files = try files()
            files.keyPath = files.certificatePath
            #expect(throws: HTTPServerError.badCertificate) { try ServerFixture(tls: files) }
            files.keyPath = folder.appendingPathComponent("nothing").path
            #expect(
                throws: HTTPServerError.unreadableFile(
                    path: files.keyPath,
                    reason: "No such file or directory"
                )
            ) { try ServerFixture(tls: files) }
        }
    }
}
