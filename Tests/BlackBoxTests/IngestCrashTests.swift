import Essentials
import TestSupport
import Testing

/// `kill -9` under ingest: what was accepted is applied once and in order, and nothing else is.
///
/// `HELIOGRAPH_CRASH_KILLS` sets the number of kills (5), `HELIOGRAPH_CRASH_SEED` replays a run.
@Suite(.serialized, .timeLimit(.minutes(15)))
struct IngestCrashTests {
    private static let kills = CrashTests.number("HELIOGRAPH_CRASH_KILLS") ?? 5

    @Test(arguments: TestStore.allCases)
    func `what was accepted is applied exactly once when the server is killed`(
        store: TestStore
    ) async throws {
        print("ingest crash test on \(store): \(Self.kills) kills, seed \(CrashTests.seed)")
        let world = try await IngestCrashWorld(on: store)
        let server = world.tenant.server
        let load = IngestCrashLoad()
        async let known = load.run(world, clients: 4, seed: CrashTests.seed)
        do {
            var generator = SeededGenerator(seed: CrashTests.seed)
            for _ in 0..<Self.kills {
                let before = load.answered
                try await waitUntil { load.answered > before + 20 }
                // The moment is the point of the test, so there is no condition to wait for.
                let pause = Int.random(in: 0...800, using: &generator)
                try await Task.sleep(for: .milliseconds(pause))
                try await server.kill()
                try await server.start()
            }
        } catch {
            load.stop()
            throw error
        }
        load.stop()
        try await IngestCrashLedger(world: world, knowledge: try await known).close()
        #expect(try await server.stop() == 0)
    }
}
