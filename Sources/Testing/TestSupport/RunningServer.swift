import Database
import Essentials
import Foundation
import Glibc

/// The real program on its own data folder: started, called, killed and restarted.
///
/// A watchdog ends it and removes its folder when the process of the tests has ended.
public final class RunningServer: Sendable {
    /// The path of the program; `HELIOGRAPH_BINARY` names another one than the build's.
    public static let program: String = {
        if let named = getenv("HELIOGRAPH_BINARY") { return String(cString: named) }
        let tests = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
        let folder = (tests ?? "").split(separator: "/", omittingEmptySubsequences: false)
        return folder.dropLast().joined(separator: "/") + "/heliograph"
    }()

    /// The port that it listens on, also after a restart.
    public let port: UInt16
    /// The data folder.
    public let data: String
    /// The store it runs on.
    public let store: TestStore
    private let folder: TemporaryFolder
    /// The options that point commands to its store.
    public let location: [String]
    private let options: [String]
    private let environment: [String: String]
    /// The route to the simulator, until a test adds its own routes.
    private let simulatedRoute = Locked<String?>(nil)
    private let running = Locked<ChildProcess?>(nil)
    /// The size of the log when the last start began.
    private let logStart = Locked(0)

    /// Starts a server on an empty store and waits until it is ready.
    ///
    /// - Parameters:
    ///   - store: the store of its data.
    ///   - data: the data folder; by default one that is created and removed.
    ///   - database: the PostgreSQL database of its data; by default a fresh one.
    ///   - allowsPrivateTargets: whether it calls loopback and private addresses.
    ///   - environment: further variables of its environment.
    ///   - waitsUntilReady: whether to wait until it answers over plain HTTP.
    ///   - options: options of `serve`, added to those that tests need.
    ///   - simulates: whether a route sends everything to the simulator, until a test adds one.
    /// - Throws: its log if it does not become ready.
    public init(
        on store: TestStore,
        data: String? = nil,
        database: String? = nil,
        allowsPrivateTargets: Bool = true,
        environment: [String: String] = [:],
        waitsUntilReady: Bool = true,
        options: [String] = [],
        simulates: Bool = true
    ) async throws {
        let folder = try TemporaryFolder("heliograph-server")
        self.folder = folder
        self.store = store
        self.options = options + (allowsPrivateTargets ? ["--allow-private-targets"] : [])
        self.environment = environment
        self.data = data ?? folder.file("data")
        var location = ["--data", self.data]
        if let database {
            location += ["--database", database]
        } else if store == .postgres {
            let made = try await BlockingWork.run(on: BlockingWork.processes) {
                try PrivatePostgres.shared().freshDatabase()
            }
            if case .postgres(let url) = made { location += ["--database", url] }
        }
        self.location = location
        port = try FreePort.pick()
        try await start(waitsUntilReady: waitsUntilReady)
        guard simulates else { return }
        // On a store that was used before, it is there already.
        let route = try await run(["route", "add", "--carrier", "simulator"]).json.id.string
        simulatedRoute.withLock { $0 = route }
    }

    deinit { running.withLock { $0?.signal(SIGKILL) } }

    /// Its process id; nil while it is down.
    public var processID: Int32? { running.withLock { $0?.id } }

    /// Restarts it on the same data and port, and waits until it is ready.
    public func start(waitsUntilReady: Bool = true) async throws {
        let log = folder.file("server.log")
        let logged = logBytes.count
        logStart.withLock { $0 = logged }
        let child = try ChildProcess(
            [RunningServer.program, "serve"] + location + [
                "--http", "127.0.0.1:\(port)", "--minimum-disk", "0",
            ] + options,
            output: log,
            errors: log,
            environment: environment
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

    /// Throws its log if it has ended unexpectedly.
    public func expectRunning() throws {
        guard let status = running.withLock({ $0 })?.status else { return }
        throw TestSupportError("the server ended by itself with \(status)\n\(log.suffix(2000))")
    }

    /// Ends it like a power cut; throws if it has ended unexpectedly before.
    public func kill() async throws {
        guard let child = running.withLock({ $0 }) else { return }
        try expectRunning()
        child.signal(SIGKILL)
        _ = try await child.wait()
        running.withLock { $0 = nil }
    }

    /// Asks it to stop, and returns its exit status.
    @discardableResult
    public func stop() async throws -> Int32 {
        guard let child = running.withLock({ $0 }) else { return 0 }
        child.signal(SIGTERM)
        let status = try await child.wait()
        running.withLock { $0 = nil }
        return status
    }

    /// Waits until it ends by itself, and returns its exit status.
    public func waitForEnd() async throws -> Int32 {
        guard let child = running.withLock({ $0 }) else { return 0 }
        let status = try await child.wait()
        running.withLock { $0 = nil }
        return status
    }

    /// Sends it a signal.
    public func signal(_ number: Int32) { running.withLock { $0 }?.signal(number) }

    /// The log so far.
    public var log: String { String(decoding: logBytes, as: UTF8.self) }

    private var logBytes: [UInt8] {
        (try? TemporaryFolder.contents(of: folder.file("server.log"))) ?? []
    }

    /// The SMPP port, from the log of its last start.
    public var smppPort: UInt16 {
        get async throws { try await announcedPort(\.smpp) }
    }

    /// The SMPP port with TLS, from the log of its last start.
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
    /// Sends one request on a new connection.
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

    /// Sends a JSON body with `POST`.
    public func post(
        _ path: String,
        token: String?,
        _ body: String,
        headers: [(String, String)] = []
    ) async throws -> HTTPConnection.Answer {
        try await send("POST", path, token: token, headers: headers, body: Array(body.utf8))
    }

    /// Sends a `GET`.
    public func get(_ path: String, token: String?) async throws -> HTTPConnection.Answer {
        try await send("GET", path, token: token)
    }

    /// Runs a command of the program while the server runs.
    public func run(_ arguments: [String]) async throws -> ChildProcess.Outcome {
        try await ChildProcess.run([RunningServer.program] + arguments + location + ["--json"])
    }

    /// Runs a command that must succeed, and reads its output.
    @discardableResult
    public func command(_ arguments: String...) async throws -> JSON {
        // The routes of a test take the place of the one to the simulator.
        if arguments.starts(with: ["route", "add"]), let route = simulatedRoute.withLock({ $0 }) {
            simulatedRoute.withLock { $0 = nil }
            try await command("route", "remove", route)
        }
        let outcome = try await run(arguments)
        guard outcome.status == 0 else {
            throw TestSupportError("\(arguments) ended with \(outcome.status): \(outcome.errors)")
        }
        return outcome.json
    }
}

/// Ports below those that the system gives to outgoing connections, so that no other program takes
/// one while its server is down.
public enum FreePort {
    private static let next = Locked(UInt16(15_000 + getpid() % 12_000))

    /// A port that nothing listens on.
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
