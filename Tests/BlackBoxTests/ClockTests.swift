import Essentials
import TestSupport
import Testing

/// The real program while the clock of its machine jumps.
@Suite(.timeLimit(.minutes(5)))
struct ClockTests {
    private static let days: Int64 = 3 * 86_400

    @Test(arguments: TestStore.allCases)
    func `a clock that jumps and comes back harms nothing`(store: TestStore) async throws {
        let machine = try await ShiftedClock()
        let server = try await RunningServer(on: store, environment: machine.environment)
        let tenant = try await Tenant(on: server)
        var ids = [try await tenant.sendOne()]
        for (shift, jumps) in [(Self.days, 1), (0, 2), (-3600, 3), (0, 4)] {
            machine.shift(by: shift)
            try await waitUntil { try await Self.jumps(server) == jumps }
            ids.append(try await tenant.sendOne())
        }
        for id in ids { try await tenant.expect("delivered", of: id) }
        #expect(ids == ids.sorted())
        #expect(Set(ids).count == ids.count)
        let lines = server.log.split(separator: "\n").filter { $0.contains("clock jumped") }
        #expect(lines.count == 4)
        #expect(try await tenant.available() == 1000 - 0.045 * Double(ids.count))
    }

    @Test(arguments: TestStore.allCases)
    func `a server that is killed while the clock is ahead expires nothing`(
        store: TestStore
    ) async throws {
        let machine = try await ShiftedClock()
        let server = try await RunningServer(on: store, environment: machine.environment)
        let tenant = try await Tenant(on: server)
        try await server.command("carrier", "pause", "simulator")
        let id = try await tenant.sendOne()
        machine.shift(by: Self.days)
        try await waitUntil { try await Self.jumps(server) == 1 }
        try await server.kill()
        try await server.start()
        let second = try await tenant.sendOne()
        machine.shift(by: 0)
        try await server.command("carrier", "resume", "simulator")
        try await tenant.expect("delivered", of: id)
        try await tenant.expect("delivered", of: second)
        #expect(id < second)
    }

    private static func jumps(_ server: RunningServer) async throws -> Int {
        let metrics = try await server.get("/metrics", token: nil).text
        return metrics.split(separator: "\n").filter { $0.hasPrefix("clock_jumps_total{") }
            .compactMap { $0.split(separator: " ").last.flatMap { Int($0) } }.reduce(0, +)
    }
}
