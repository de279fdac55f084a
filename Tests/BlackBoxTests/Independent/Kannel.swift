import Essentials
import Foundation
import TestSupport

/// Debian's Kannel as a client of a running server: bearerbox holds the bind, smsbox takes texts
/// over HTTP and reports what comes back to a sink.
final class Kannel: Sendable {
    private let folder: TemporaryFolder
    private let processes = Locked<[ChildProcess]>([])
    private let port: UInt16
    private let sink: HTTPSink

    /// Starts both programs and waits until they take texts.
    init(_ tenant: SMPPTenant, sink: HTTPSink) async throws {
        self.sink = sink
        let folder = try TemporaryFolder("heliograph-kannel")
        self.folder = folder
        let ports = try (0..<3).map { _ in try FreePort.pick() }
        port = ports[2]
        let server = try await tenant.server.smppPort
        let settings = """
            group = core
            admin-port = \(ports[0])
            admin-password = secret
            smsbox-port = \(ports[1])
            dlr-storage = internal
            log-level = 0

            group = smsc
            smsc = smpp
            smsc-id = heliograph
            host = 127.0.0.1
            port = \(server)
            transceiver-mode = true
            smsc-username = \(tenant.systemID)
            smsc-password = \(tenant.password)
            system-type = test
            reconnect-delay = 1
            source-addr-ton = 5
            source-addr-npi = 0
            dest-addr-ton = 1
            dest-addr-npi = 1

            group = smsbox
            bearerbox-host = 127.0.0.1
            bearerbox-port = \(ports[1])
            sendsms-port = \(port)
            sendsms-interface = 127.0.0.1
            log-level = 0

            group = sendsms-user
            username = test
            password = secret
            max-messages = 10
            concatenation = true

            group = sms-service
            keyword = default
            catch-all = true
            max-messages = 0
            get-url = "\(sink.url("/inbound?from=%p&to=%P&text=%a"))"
            """
        let file = folder.file("kannel.conf")
        try Data((settings + "\n").utf8).write(to: URL(fileURLWithPath: file))
        try start("bearerbox", file)
        try await waitForPort(ports[1])
        try start("smsbox", file)
        // It listens before it is connected, and crashes over a text that comes in between.
        try await waitForLine("Connected to bearerbox")
        try await waitForPort(port)
    }

    deinit { for process in processes.withLock({ $0 }) { process.signal(SIGKILL) } }

    /// Sends a text; what becomes of it is called as `/dlr?name=…&type=…&text=…`.
    func send(
        _ text: String,
        to recipient: String,
        from sender: String = "Acme",
        name: String,
        isUCS2: Bool = false
    ) async throws {
        let report = sink.url("/dlr?name=\(name)&type=%d&text=%A")
        var query = [
            "username=test", "password=secret", "from=\(sender)", "to=\(recipient)",
            "charset=UTF-8", "text=\(Self.escaped(text))", "dlr-mask=31",
            "dlr-url=\(Self.escaped(report))",
        ]
        if isUCS2 { query.append("coding=2") }
        let path = "/cgi-bin/sendsms?" + query.joined(separator: "&")
        let port = port
        let answer: HTTPConnection.Answer
        do {
            answer = try await BlockingWork.onOwnThread {
                try HTTPConnection(port: port).send("GET", path)
            }
        } catch { throw TestSupportError("smsbox: \(error)\n\(log.suffix(5000))") }
        guard answer.status == 202 else {
            throw TestSupportError("smsbox: \(answer.status) \(answer.text)\n\(log.suffix(3000))")
        }
    }

    /// What the programs logged.
    var log: String {
        let octets = ["bearerbox.log", "smsbox.log"].map {
            (try? TemporaryFolder.contents(of: folder.file($0))) ?? []
        }
        return octets.map { String(decoding: $0.suffix(20_000), as: UTF8.self) }.joined()
    }

    private func start(_ program: String, _ settings: String) throws {
        let log = folder.file("\(program).log")
        let process = try ChildProcess(
            ["/usr/sbin/\(program)", settings],
            output: log,
            errors: log
        )
        processes.withLock { $0.append(process) }
    }

    private func waitForPort(_ port: UInt16) async throws {
        do {
            try await waitUntil {
                try await BlockingWork.onOwnThread {
                    (try? RawPeer(port: port)) != nil
                }
            }
        } catch { throw TestSupportError("Kannel does not listen: \(log.suffix(3000))") }
    }

    private func waitForLine(_ text: String) async throws {
        do { try await waitUntil { self.log.contains(text) } } catch {
            throw TestSupportError("Kannel does not say '\(text)': \(log.suffix(3000))")
        }
    }

    private static func escaped(_ text: String) -> String {
        text.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
    }
}
