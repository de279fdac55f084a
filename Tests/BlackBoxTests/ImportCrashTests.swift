import Essentials
import TestSupport
import Testing

/// `kill -9` during an import: every good row is there once, every bad row is told once.
///
/// `HELIOGRAPH_CRASH_KILLS` sets the number of kills (5), `HELIOGRAPH_CRASH_SEED` replays a run.
@Suite(.serialized, .timeLimit(.minutes(15)))
struct ImportCrashTests {
    private static let kills = CrashTests.number("HELIOGRAPH_CRASH_KILLS") ?? 5
    private static let rows = 20_000

    @Test(arguments: TestStore.allCases)
    func `an import over HTTP outlives kills of the server`(store: TestStore) async throws {
        let world = try await ImportCrashWorld(store, rows: Self.rows, seed: CrashTests.seed)
        print("import crash test on \(store), seed \(CrashTests.seed)")
        let upload = Task { try await world.uploadOverHTTP() }
        var generator = SeededGenerator(seed: CrashTests.seed)
        for _ in 0..<Self.kills {
            // The moment is the point of the test, so there is no condition to wait for.
            try await Task.sleep(for: .milliseconds(Int.random(in: 50...800, using: &generator)))
            try await world.server.kill()
            try await world.server.start()
        }
        let job = try await upload.value
        try await world.expectEverythingOnce(job)
        #expect(try await world.server.stop() == 0)
    }

    @Test(arguments: TestStore.allCases)
    func `an import by the command outlives kills of the command, without a server`(
        store: TestStore
    ) async throws {
        let world = try await ImportCrashWorld(store, rows: Self.rows, seed: CrashTests.seed &+ 1)
        try await world.server.stop()
        var generator = SeededGenerator(seed: CrashTests.seed &+ 1)
        for _ in 0..<Self.kills {
            try await world.runCommand(
                killedAfter: .milliseconds(Int.random(in: 100...700, using: &generator))
            )
        }
        let outcome = try await world.runCommand()
        try await world.server.start()
        try await world.expectEverythingOnce(outcome.json.id.string ?? "")
        try world.expectProblemsInFile()
        #expect(try await world.server.stop() == 0)
    }

    @Test(arguments: TestStore.allCases)
    func `an import by the command outlives kills of both it and the server`(
        store: TestStore
    ) async throws {
        let world = try await ImportCrashWorld(store, rows: Self.rows, seed: CrashTests.seed &+ 2)
        var generator = SeededGenerator(seed: CrashTests.seed &+ 2)
        for round in 0..<Self.kills {
            let pause = Duration.milliseconds(Int.random(in: 100...700, using: &generator))
            async let command: Void = world.runCommand(killedAfter: pause)
            if round % 2 == 1 {
                try await Task.sleep(for: pause / 2)
                try await world.server.kill()
            }
            try await command
            if world.server.processID == nil { try await world.server.start() }
        }
        let outcome = try await world.runCommand()
        try await world.expectEverythingOnce(outcome.json.id.string ?? "")
        try world.expectProblemsInFile()
        #expect(try await world.server.stop() == 0)
    }
}
