import Essentials
import Glibc
import TestSupport

/// `heliograph simulator` in a process of its own.
final class RunningSMSC: Sendable {
    private let folder: TemporaryFolder
    private let options: [String]
    /// Held because a new start reads its files again.
    private let certificate: Certificate?
    private let running = Locked<ChildProcess?>(nil)
    private let chosen = Locked(0)

    /// Where it listens, also after a new start.
    var port: Int { chosen.withLock { $0 } }
    /// The file that it remembers by.
    var journal: String { folder.file("smsc.journal") }

    convenience init(_ options: String...) async throws { try await self.init(options, nil) }

    /// One that speaks TLS.
    convenience init(certificate: Certificate) async throws {
        try await self.init(
            ["--tls-certificate", certificate.path, "--tls-key", certificate.keyPath],
            certificate
        )
    }

    private init(_ options: [String], _ certificate: Certificate?) async throws {
        folder = try TemporaryFolder("heliograph-smsc")
        self.options = options
        self.certificate = certificate
        try await start()
    }

    deinit { running.withLock { $0?.signal(SIGKILL) } }

    func start() async throws {
        let output = folder.file("output-\(monotonicNanoseconds())")
        let child = try ChildProcess(
            [
                RunningServer.program, "simulator", "--json", "--smpp", "127.0.0.1:\(port)",
                "--journal", journal, "--receipt-delay", "50", "--redelivery", "200",
            ] + options,
            output: output,
            errors: output
        )
        running.withLock { $0 = child }
        try await waitUntil {
            let text = (try? TemporaryFolder.contents(of: output)) ?? []
            if child.status != nil {
                throw TestSupportError("it ended: \(String(decoding: text, as: UTF8.self))")
            }
            guard let port = JSON(text).port.value else { return false }
            self.chosen.withLock { $0 = Int(port) }
            return true
        }
    }

    /// Ends it as a power cut would.
    func kill() async throws {
        guard let child = running.withLock({ $0 }) else { return }
        child.signal(SIGKILL)
        _ = try await child.wait()
        running.withLock { $0 = nil }
    }

    /// The recipients of what it took, as often as it took it.
    func recipients() throws -> [String] {
        let text = String(decoding: try TemporaryFolder.contents(of: journal), as: UTF8.self)
        return text.split(separator: "\n").compactMap { line in
            let fields = line.split(separator: " ")
            return fields.first == "A" && fields.count == 8 ? String(fields[5]) : nil
        }
    }

    /// Adds it to a server as a carrier.
    func join(_ server: RunningServer, as name: String, _ options: String...) async throws {
        try await join(server, as: name, options)
    }

    /// Adds it to a server as a carrier.
    func join(_ server: RunningServer, as name: String, _ options: [String]) async throws {
        var words = ["carrier", "add", name, "--type", "smpp"]
        let all =
            [
                "host=127.0.0.1", "port=\(port)", "systemId=esme", "password=secret",
                "reconnectFirst=1", "reconnectLongest=1",
            ] + options
        for option in all { words += ["--option", option] }
        let outcome = try await server.run(words)
        guard outcome.status == 0 else { throw TestSupportError(outcome.errors) }
    }
}
