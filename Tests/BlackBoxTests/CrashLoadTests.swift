import Essentials
import Glibc
import TestSupport
import Testing

/// What the crash tests do when a server dies that they did not kill.
@Suite(.timeLimit(.minutes(5)))
struct CrashLoadTests {
    @Test func `a test whose server dies by itself fails at once and says so`() async throws {
        let server = try await RunningServer(on: .sqlite)
        let load = CrashLoad(on: try await Tenant(on: server))
        let error = await #expect(throws: TestSupportError.self) {
            async let clients: Void = load.run(clients: 4, seed: 1)
            try await waitUntil(running: server) { load.knowledge.answered.calls > 3 }
            _ = kill(try #require(server.processID), SIGKILL)
            // Else the clients may be told to give up between two calls, and notice nothing.
            try await waitUntil { load.knowledge.broken > 0 }
            try await waitUntil(running: server) { load.knowledge.answered.calls > .max }
            load.stop()
            try await clients
        }
        #expect(error?.description.contains("the server ended by itself with") == true)
        #expect(load.knowledge.broken > 0)
        await #expect(throws: TestSupportError.self) { try await server.kill() }
    }
}
