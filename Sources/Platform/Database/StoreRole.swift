import Essentials

/// A role that only one process at a time may have on a store.
public enum StoreRole: Int64, Sendable {
    /// Moves messages: two processes would hand the same message over twice.
    case pipeline = 7_305_800_001
    /// Applies the ingest log: two processes would number the same contacts differently.
    case audience = 7_305_800_002
}

extension Database {
    /// Claims a role for this process, and waits a while if another one is just ending.
    ///
    /// False when another process still has it. The role is held until the store is closed or,
    /// with PostgreSQL, until the writer's connection is lost.
    public func claim(_ role: StoreRole, patience: Duration = .seconds(10)) async throws -> Bool {
        let end = monotonicNanoseconds() + UInt64(patience.wholeMicroseconds) * 1000
        repeat {
            if try await run(.interactive, { try $0.claim(role) }) { return true }
            try await Task.sleep(for: .milliseconds(100))
        } while monotonicNanoseconds() < end
        return false
    }

    /// Whether another process has a role now.
    public func isClaimed(_ role: StoreRole) async throws -> Bool {
        try await run(.interactive) { try $0.isClaimed(role) }
    }
}
