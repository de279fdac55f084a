import Essentials

/// What one process at a time may be on a store.
public enum StoreRole: Int64, Sendable {
    /// The one that moves messages: two would hand the same message over twice.
    case pipeline = 7_305_800_001
    /// The one that applies the ingest log: two would number the same contacts differently.
    case audience = 7_305_800_002
}

extension Database {
    /// Claims a role for this process, waiting a while for one that is just ending.
    ///
    /// False when another process has it still. Held until the store is closed, or with PostgreSQL
    /// until the writer's connection is lost.
    public func claim(_ role: StoreRole, patience: Duration = .seconds(10)) async throws -> Bool {
        let end = configuration.clock.now + patience
        repeat {
            if try await run(.interactive, { try $0.claim(role) }) { return true }
            try await Task.sleep(for: .milliseconds(100))
        } while configuration.clock.now < end
        return false
    }
}
