import Essentials
import Glibc
import TestSupport
import Testing

/// `kill -9` under load: what was promised is kept, nothing is sent twice, every report arrives.
///
/// `HELIOGRAPH_CRASH_KILLS` sets the number of kills (5), `HELIOGRAPH_CRASH_SEED` replays a run.
@Suite(.serialized, .timeLimit(.minutes(15)))
struct CrashTests {
    private static let kills = number("HELIOGRAPH_CRASH_KILLS") ?? 5
    static let seed = UInt64(number("HELIOGRAPH_CRASH_SEED") ?? Int(getpid()))
    private static let options = ["--simulator-keeps-journal", "--requests-per-minute", "1000000"]

    @Test(arguments: TestStore.allCases)
    func `nothing that was answered is lost or doubled when the server is killed`(
        store: TestStore
    ) async throws {
        try await crash(store) { _, _ in }
    }

    @Test(arguments: TestStore.allCases)
    func `reports wait while their endpoint is down and the server is killed`(
        store: TestStore
    ) async throws {
        try await crash(store) { round, sink in
            switch round {
            case 1: sink.become(.down)
            case 2: sink.become(.answers(500))
            case 3...: sink.become(.answers(200))
            default: break
            }
        }
    }

    private static let canMount: Bool = {
        guard getuid() == 0, let folder = try? TemporaryFolder() else { return false }
        let path = folder.path
        defer { withExtendedLifetime(folder) {} }
        return system("mount -t tmpfs -o size=1m none \(path) 2>/dev/null && umount \(path)") == 0
    }()

    @Test(
        .enabled(if: canMount, "a small file system can only be mounted by root"),
        arguments: TestStore.allCases
    )
    func `a full disk postpones calls and loses nothing, also when the server is killed`(
        store: TestStore
    ) async throws {
        let folder = try TemporaryFolder()
        let (disk, ballast) = (folder.path, "\(folder.path)/ballast")
        try #require(system("mount -t tmpfs -o size=24m none \(disk)") == 0)
        defer { _ = system("umount -l \(disk)") }
        let server = try await RunningServer(on: store, data: "\(disk)/data", options: Self.options)
        let sink = WebhookSink()
        let tenant = try await Tenant(on: server, balance: "1000000", callback: sink.url)
        let load = CrashLoad(on: tenant)
        async let clients: Void = load.run(clients: 4, seed: Self.seed)
        try await waitUntil(running: server) { load.knowledge.answered.calls > 40 }
        _ = system("dd if=/dev/zero of=\(ballast) bs=64k 2>/dev/null")
        if store == .sqlite {
            try await waitUntil(running: server) { load.knowledge.postponed > 10 }
        } else {
            // PostgreSQL has a disk of its own: here only the carrier cannot write.
            let before = load.knowledge.answered.calls
            try await waitUntil(running: server) {
                load.knowledge.answered.calls > before + 20
            }
        }
        try await server.kill()
        try #require(unlink(ballast) == 0)
        try await server.start()
        let before = load.knowledge.answered.calls
        try await waitUntil(running: server) { load.knowledge.answered.calls > before + 40 }
        load.stop()
        try await clients
        try await CrashLedger(tenant: tenant, sink: sink).close(load, within: .seconds(90))
        try await server.stop()
    }

    /// Kills a server under load at random moments, and checks what is left.
    private func crash(
        _ store: TestStore,
        _ prepare: (Int, WebhookSink) -> Void
    ) async throws {
        print("crash test on \(store): \(Self.kills) kills, seed \(Self.seed)")
        let server = try await RunningServer(on: store, options: Self.options)
        let sink = WebhookSink()
        let tenant = try await Tenant(on: server, balance: "1000000", callback: sink.url)
        let load = CrashLoad(on: tenant)
        async let clients: Void = load.run(clients: 4, seed: Self.seed)
        var generator = SeededGenerator(seed: Self.seed)
        for round in 0..<Self.kills {
            prepare(round, sink)
            // The moment is the point of the test, so there is no condition to wait for.
            try await Task.sleep(for: .milliseconds(Int.random(in: 50...1200, using: &generator)))
            try await server.kill()
            try await server.start()
        }
        sink.become(.answers(200))
        load.stop()
        try await clients
        try await CrashLedger(tenant: tenant, sink: sink).close(load, within: .seconds(120))
        #expect(try await server.stop() == 0)
    }

    /// A number from the environment.
    static func number(_ name: String) -> Int? {
        getenv(name).flatMap { Int(String(cString: $0)) }
    }
}

/// Waits for a condition, no longer than the server runs.
func waitUntil(
    running server: RunningServer,
    _ condition: () async throws -> Bool
) async throws {
    try await waitUntil {
        try server.expectRunning()
        return try await condition()
    }
}
