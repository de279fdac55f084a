import Database
import Essentials
import Foundation
import Glibc

/// The real program on a data folder of its own: started, asked, killed and started again.
///
/// A watchdog ends it and removes its folder when the process of the tests is gone.
public final class RunningServer: Sendable {
    /// The program; `HELIOGRAPH_BINARY` names another one than the build's own.
    public static let program: String = {
        if let named = getenv("HELIOGRAPH_BINARY") { return String(cString: named) }
        let tests = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
        let folder = (tests ?? "").split(separator: "/", omittingEmptySubsequences: false)
        return folder.dropLast().joined(separator: "/") + "/heliograph"
    }()

    /// Where it listens, also after a new start.
    public let port: UInt16
    /// The data folder.
    public let data: String
    /// The store it runs on.
    public let store: TestStore
    private let folder: TemporaryFolder
    /// The options that lead commands to its store.
    public let location: [String]
    private let options: [String]
    private let running = Locked<ChildProcess?>(nil)
    /// Octets that earlier starts had logged when the last one began.
    private let logStart = Locked(0)

    /// Starts a server on an empty store and waits until it is ready.
    ///
    /// - Parameters:
    ///   - store: where its data lives.
    ///   - data: the data folder; one that is made and removed when left out.
    ///   - options: options of `serve`, added to those that tests need.
    /// - Throws: what it logged when it does not become ready.
    public init(on store: TestStore, data: String? = nil, options: [String] = []) async throws {
        let folder = try TemporaryFolder("heliograph-server")
        self.folder = folder
        self.store = store
        self.options = options
        self.data = data ?? folder.file("data")
        var location = ["--data", self.data]
        if store == .postgres {
            let made = try await BlockingWork.run(on: BlockingWork.processes) {
                try PrivatePostgres.shared().freshDatabase()
            }
            if case .postgres(let url) = made { location += ["--database", url] }
        }
        self.location = location
        port = try FreePort.pick()
        try await start()
    }

    deinit { running.withLock { $0?.signal(SIGKILL) } }

    /// The number of its process; nil while it is down.
    public var processID: Int32? { running.withLock { $0?.id } }

    /// Starts it again on the same data and the same port, and waits until it is ready.
    public func start(waitsUntilReady: Bool = true) async throws {
        let log = folder.file("server.log")
        let logged = logBytes.count
        logStart.withLock { $0 = logged }
        let child = try ChildProcess(
            [RunningServer.program, "serve"] + location + [
                "--http", "127.0.0.1:\(port)", "--allow-private-targets", "--minimum-disk", "0",
            ] + options,
            output: log,
            errors: log
        )
        running.withLock { $0 = child }
        try watch(child)
        guard waitsUntilReady else { return }
        do {
            try await waitUntil(within: .seconds(60)) {
                guard child.status == nil else {
                    throw TestSupportError("the server ended with \(child.status ?? 0)")
                }
                return try await self.isReady
            }
        } catch {
            throw TestSupportError("\(error)\n\(self.log.suffix(2000))")
        }
    }

    /// Throws what it logged when it has ended by itself.
    public func expectRunning() throws {
        guard let status = running.withLock({ $0 })?.status else { return }
        throw TestSupportError("the server ended by itself with \(status)\n\(log.suffix(2000))")
    }

    /// Ends it as a power cut would; throws when it has ended by itself before.
    public func kill() async throws {
        guard let child = running.withLock({ $0 }) else { return }
        try expectRunning()
        child.signal(SIGKILL)
        _ = try await child.wait()
        running.withLock { $0 = nil }
    }

    /// Asks it to stop, and tells its exit status.
    @discardableResult
    public func stop() async throws -> Int32 {
        guard let child = running.withLock({ $0 }) else { return 0 }
        child.signal(SIGTERM)
        let status = try await child.wait()
        running.withLock { $0 = nil }
        return status
    }

    /// What it logged so far.
    public var log: String { String(decoding: logBytes, as: UTF8.self) }

    private var logBytes: [UInt8] {
        (try? TemporaryFolder.contents(of: folder.file("server.log"))) ?? []
    }

    /// Where it serves SMPP, as its last start said.
    public var smppPort: UInt16 {
        get async throws { try await announcedPort(\.smpp) }
    }

    /// Where it serves SMPP with TLS, as its last start said.
    public var smppTLSPort: UInt16 {
        get async throws { try await announcedPort(\.smpp_tls) }
    }

    private func announcedPort(_ address: (JSON) -> JSON) async throws -> UInt16 {
        var port: UInt16?
        try await waitUntil {
            let news = self.logBytes.dropFirst(self.logStart.withLock { $0 })
            let starts = String(decoding: news, as: UTF8.self).split(separator: "\n").filter {
                $0.contains(#""message":"ready""#)
            }
            let text = starts.last.map { address(JSON(Array($0.utf8))) }?.string ?? ""
            port = text.split(separator: ":").last.flatMap { UInt16($0) }
            return port != nil
        }
        guard let port else { throw TestSupportError("the server does not serve SMPP") }
        return port
    }

    private var isReady: Bool {
        get async throws {
            let port = port
            return try await BlockingWork.run(on: BlockingWork.sockets) {
                guard let connection = try? HTTPConnection(port: port) else {
                    usleep(10_000)
                    return false
                }
                return (try? connection.send("GET", "/ready").status) == 200
            }
        }
    }

    private func watch(_ child: ChildProcess) throws {
        let script =
            "while kill -0 \(child.id) 2>/dev/null; do kill -0 \(getpid()) 2>/dev/null ||"
            + " { kill -9 \(child.id); sleep 1; rm -rf \(folder.path); }; sleep 1; done"
        guard system("setsid sh -c '\(script)' </dev/null >/dev/null 2>&1 &") == 0 else {
            throw TestSupportError("no watchdog")
        }
    }
}

extension RunningServer {
    /// Sends one request on a connection of its own.
    public func send(
        _ method: String,
        _ path: String,
        token: String? = nil,
        headers: [(String, String)] = [],
        body: [UInt8]? = nil
    ) async throws -> HTTPConnection.Answer {
        var headers = headers
        if let token { headers.append(("Authorization", "Bearer \(token)")) }
        let (port, all) = (port, headers)
        do {
            return try await BlockingWork.run(on: BlockingWork.sockets) {
                try HTTPConnection(port: port).send(method, path, headers: all, body: body)
            }
        } catch {
            try expectRunning()
            throw error
        }
    }

    /// Sends a body of JSON by `POST`.
    public func post(
        _ path: String,
        token: String?,
        _ body: String,
        headers: [(String, String)] = []
    ) async throws -> HTTPConnection.Answer {
        try await send("POST", path, token: token, headers: headers, body: Array(body.utf8))
    }

    /// Reads by `GET`.
    public func get(_ path: String, token: String?) async throws -> HTTPConnection.Answer {
        try await send("GET", path, token: token)
    }

    /// Runs a command of the program beside the server.
    public func run(_ arguments: [String]) async throws -> ChildProcess.Outcome {
        try await ChildProcess.run([RunningServer.program] + arguments + location + ["--json"])
    }

    /// Runs a command that must succeed, and reads what it prints.
    @discardableResult
    public func command(_ arguments: String...) async throws -> JSON {
        let outcome = try await run(arguments)
        guard outcome.status == 0 else {
            throw TestSupportError("\(arguments) ended with \(outcome.status): \(outcome.errors)")
        }
        // Messages that are sent next go by the routes as they are now.
        if arguments.first == "route" { try await waitUntilRouted() }
        return outcome.json
    }

    private func waitUntilRouted() async throws {
        let routes = try await run(["route", "list"]).json.elements
        let line = "\nroutes_in_force \(routes.filter { $0.enabled == true }.count)\n"
        try await waitUntil { try await get("/metrics", token: nil).text.contains(line) }
    }
}

/// Ports below those that the system gives to outgoing connections, so that nobody takes one while
/// its server is down.
public enum FreePort {
    private static let next = Locked(UInt16(15_000 + getpid() % 12_000))

    /// A port that nobody listens on.
    public static func pick() throws -> UInt16 {
        for _ in 0..<2000 {
            let port = next.withLock { next in
                next = next >= 31_000 ? 15_000 : next + 1
                return next
            }
            if (try? HTTPConnection(port: port)) == nil { return port }
        }
        throw TestSupportError("no free port")
    }
}
