import Essentials
import TestSupport
import Testing

/// `kill -9` between clients and a carrier that both speak SMPP: what was answered is kept, nothing
/// is handed over twice, every end is reported to the system id whose message it was.
///
/// `HELIOGRAPH_CRASH_KILLS` sets the number of kills; `HELIOGRAPH_CRASH_SEED` replays a run.
@Suite(.serialized, .timeLimit(.minutes(15)))
struct SMPPCrashTests {
    private static let kills = CrashTests.number("HELIOGRAPH_CRASH_KILLS") ?? 3
    private static let seed = CrashTests.seed

    @Test(arguments: TestStore.allCases)
    func `nothing is lost or doubled when the server and the SMSC are killed`(
        store: TestStore
    ) async throws {
        print("SMPP crash test on \(store): \(Self.kills) kills each, seed \(Self.seed)")
        let world = try await SMPPCrashWorld(on: store, seed: Self.seed)
        let sink = WebhookSink()
        let tenant = try await Tenant(on: world.server, balance: "1000000", callback: sink.url)
        let load = CrashLoad(on: tenant, pause: .milliseconds(50))
        async let overHTTP: Void = load.run(clients: 2, seed: Self.seed)
        world.start()
        let (server, smsc) = (world.server, world.smsc)
        async let killsOfServer: Void = Self.kill(
            seed: Self.seed,
            { try await server.kill() },
            { try await server.start() }
        )
        async let killsOfSMSC: Void = Self.kill(
            seed: Self.seed &+ 1,
            { try await smsc.kill() },
            { try await smsc.start() }
        )
        _ = try await (killsOfServer, killsOfSMSC)
        try await world.expectProgress()
        load.stop()
        try await overHTTP
        try await world.close(load, CrashLedger(tenant: tenant, sink: sink))
    }

    @Test(arguments: TestStore.allCases)
    func `a killed SMSC is bound to again and gets nothing twice`(
        store: TestStore
    ) async throws {
        let world = try await SMPPCrashWorld(on: store, seed: Self.seed, losing: false)
        world.start()
        try await world.expectProgress()
        for _ in 0..<2 {
            try await world.smsc.kill()
            // What is accepted while no carrier is there waits for it.
            try await world.expectProgress(50)
            try await world.smsc.start()
            try await world.expectProgress(50)
        }
        try await world.close()
    }

    @Test(arguments: TestStore.allCases)
    func `a killed client gets every report once it binds again`(
        store: TestStore
    ) async throws {
        let world = try await SMPPCrashWorld(on: store, seed: Self.seed, losing: false)
        world.start()
        for round in 0..<4 {
            try await world.expectProgress(50)
            world.clients[round % 2].breakOff()
        }
        try await world.close()
    }

    /// Kills and starts again, each time after a while.
    private static func kill(
        seed: UInt64,
        _ kill: () async throws -> Void,
        _ start: () async throws -> Void
    ) async throws {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<kills {
            // The moment is the point of the test, so there is no condition to wait for.
            try await Task.sleep(for: .milliseconds(Int.random(in: 50...1500, using: &generator)))
            try await kill()
            try await start()
        }
    }
}
