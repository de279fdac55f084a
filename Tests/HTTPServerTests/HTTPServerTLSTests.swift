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
        private func run(
            _ command: String,
            _ arguments: [String],
            errors: String = "2>/dev/null"
        ) throws -> String {
            let words = [command] + arguments.map { "'\($0)'" } + [errors]
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

        @Test(arguments: [
            ("-tls1", false), ("-tls1_1", false), ("-tls1_2", true), ("-tls1_3", true),
        ])
        func `only TLS 1.2 and later are spoken`(version: String, isSpoken: Bool) async throws {
            defer { try? FileManager.default.removeItem(at: folder) }
            let fixture = try ServerFixture(tls: try files())
            // The lowest level, so that this client does offer old versions.
            let offer = ["s_client", "-brief", version, "-cipher", "DEFAULT:@SECLEVEL=0"]
            let output = try run(
                "openssl",
                offer + ["-connect", "127.0.0.1:\(fixture.server.port)"],
                errors: "2>&1 </dev/null"
            )
            #expect(output.contains("CONNECTION ESTABLISHED") == isSpoken, "\(output)")
            await fixture.stop()
        }

        @Test(arguments: ["AES128-SHA", "AES256-GCM-SHA384", "ECDHE-ECDSA-AES128-SHA"])
        func `ciphers without fresh keys or with bare hashes are refused`(
            cipher: String
        ) async throws {
            defer { try? FileManager.default.removeItem(at: folder) }
            let fixture = try ServerFixture(tls: try files())
            let output = try run(
                "openssl",
                ["s_client", "-brief", "-tls1_2", "-cipher", cipher + ":@SECLEVEL=0"]
                    + ["-connect", "127.0.0.1:\(fixture.server.port)"],
                errors: "2>&1 </dev/null"
            )
            #expect(!output.contains("CONNECTION ESTABLISHED"), "\(output)")
            await fixture.stop()
        }

        @Test(
            arguments: [[22], [22, 3, 1], [22, 3, 1, 2, 0, 1, 0, 1, 252], [128, 46, 1]] as [[UInt8]]
        )
        func `half a handshake takes no time of the processor, and ends`(
            start: [UInt8]
        ) async throws {
            defer { try? FileManager.default.removeItem(at: folder) }
            var limits = HTTPServerConfiguration.Limits()
            limits.handshakeTimeout = .milliseconds(300)
            let fixture = try ServerFixture(threads: 1, limits: limits, tls: try files())
            let clients = try (0..<8).map { _ in try fixture.client() }
            let before = try busyMilliseconds()
            for client in clients { client.send(bytes: start) }
            await eventually("all ended") { fixture.server.openConnections == 0 }
            // A loop that spins takes all of the 300 ms.
            #expect(try busyMilliseconds() - before < 100)
            await fixture.stop()
        }

        /// The time of the processor that the server's threads have used.
        private func busyMilliseconds() throws -> Int {
            let tasks = "/proc/self/task"
            func text(_ task: String, _ file: String) -> String? {
                try? String(contentsOfFile: "\(tasks)/\(task)/\(file)", encoding: .utf8)
            }
            let names = try FileManager.default.contentsOfDirectory(atPath: tasks)
            return names.filter { text($0, "comm") == "http\n" }.reduce(0) { sum, task in
                let nanoseconds = text(task, "schedstat")?.split(separator: " ").first
                return sum + (nanoseconds.flatMap { Int($0) } ?? 0) / 1_000_000
            }
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
