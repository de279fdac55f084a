import Foundation
import Glibc
import TestSupport
import Testing

/// Signals that do not ask a server to stop.
@Suite(.timeLimit(.minutes(5))) struct SignalTests {
    @Test(arguments: [SIGHUP, SIGUSR1, SIGUSR2, SIGALRM, SIGVTALRM, SIGPROF, SIGPIPE])
    func `no signal but those to stop ends the server`(number: Int32) async throws {
        let server = try await RunningServer(on: .sqlite)
        let tenant = try await Tenant(on: server)
        for _ in 0..<3 {
            server.signal(number)
            let id = try await tenant.sendOne()
            try await tenant.expect("delivered", of: id)
        }
        #expect(try await server.stop() == 0)
    }

    @Test func `SIGHUP reads the certificate of HTTPS again`() async throws {
        let folder = try TemporaryFolder()
        let (chain, key) = (folder.file("chain.pem"), folder.file("key.pem"))
        let certificates = [try await Certificate(), try await Certificate()]
        func install(_ certificate: Certificate) throws {
            for (from, to) in [(certificate.path, chain), (certificate.keyPath, key)] {
                try Data(TemporaryFolder.contents(of: from)).write(to: URL(fileURLWithPath: to))
            }
        }
        func answers(to certificate: Certificate, _ port: UInt16) async throws -> Bool {
            try await ChildProcess.run(
                [
                    "curl", "-fsS", "--cacert", certificate.path,
                    "https://127.0.0.1:\(port)/health",
                ]
            ).status == 0
        }
        try install(certificates[0])
        let server = try await RunningServer(
            on: .sqlite,
            waitsUntilReady: false,
            options: ["--tls-certificate", chain, "--tls-key", key],
            simulates: false
        )
        try await waitUntil { server.log.contains(#""message":"ready""#) }
        #expect(try await answers(to: certificates[0], server.port))
        try install(certificates[1])
        #expect(try await answers(to: certificates[0], server.port))
        server.signal(SIGHUP)
        try await waitUntil { server.log.contains(#""certificates":"http""#) }
        #expect(try await answers(to: certificates[1], server.port))
        #expect(try await !answers(to: certificates[0], server.port))
        #expect(try await server.stop() == 0)
    }

    @Test func `SIGHUP reads the certificate and the log level again`() async throws {
        let folder = try TemporaryFolder()
        let (chain, key) = (folder.file("chain.pem"), folder.file("key.pem"))
        let authorities = [try await CertificateAuthority(), try await CertificateAuthority()]
        func install(_ number: Int) async throws {
            let certificate = try await authorities[number].certificate(for: "smpp.example")
            try Data(TemporaryFolder.contents(of: certificate.path)).write(
                to: URL(fileURLWithPath: chain)
            )
            try Data(TemporaryFolder.contents(of: certificate.keyPath)).write(
                to: URL(fileURLWithPath: key)
            )
        }
        let settings = folder.file("heliograph.conf")
        try Data("log-level = info\n".utf8).write(to: URL(fileURLWithPath: settings))
        try await install(0)
        let server = try await RunningServer(
            on: .sqlite,
            options: [
                "--smpp-tls", "127.0.0.1:0", "--smpp-tls-certificate", chain,
                "--smpp-tls-key", key, "--config", settings,
            ]
        )
        var client = SMPPLibClient(try await SMPPTenant(on: server))
        client.tls = (authorities[0].path, "smpp.example")
        #expect(try await client.talk(["bind"]).events("bound").count == 1)
        try await install(1)
        try Data("log-level = debug\n".utf8).write(to: URL(fileURLWithPath: settings))
        server.signal(SIGHUP)
        try await waitUntil { server.log.contains(#""message":"reloaded""#) }
        client.tls = (authorities[1].path, "smpp.example")
        #expect(try await client.talk(["bind"]).events("bound").count == 1)
        _ = try await server.get("/health", token: nil)
        try await waitUntil { server.log.contains(#""remote":"127.0.0.1"#) }
        // What cannot be used changes nothing.
        try Data("nonsense".utf8).write(to: URL(fileURLWithPath: key))
        server.signal(SIGHUP)
        try await waitUntil { server.log.contains("certificates cannot be reloaded") }
        #expect(try await client.talk(["bind"]).events("bound").count == 1)
        try Data("log-level = loud\n".utf8).write(to: URL(fileURLWithPath: settings))
        server.signal(SIGHUP)
        try await waitUntil { server.log.contains("cannot reload") }
        #expect(try await server.stop() == 0)
    }
}
