import Essentials

/// A role that only one process at a time may have on a store.
public enum StoreRole: Int64, Sendable {
    /// Moves messages: two processes would hand the same message over twice.
    case pipeline = 7_305_800_001
    /// Applies the ingest log: two processes would number the same contacts differently.
    case audience = 7_305_800_002
}

/// The table of the numbers that claims of roles have, so that a process notices that another one
/// had a role meanwhile.
enum RoleClaim {
    static let table = """
        CREATE TABLE IF NOT EXISTS role_claim (
            role BIGINT NOT NULL PRIMARY KEY,
            number BIGINT NOT NULL
        )
        """
}

extension Database {
    /// Claims a role for this process, and waits a while if another one is just ending.
    ///
    /// False when another process still has it. The role is held until the store is closed. When
    /// the writer's connection is lost, it is claimed again before anything else is written; see
    /// ``onLostRole(_:)``.
    public func claim(_ role: StoreRole, patience: Duration = .seconds(10)) async throws -> Bool {
        let end = monotonicNanoseconds() + UInt64(max(patience.wholeMicroseconds, 0)) * 1000
        let succession = writer.succession
        repeat {
            if try await run(.interactive, { try succession.claim(role, on: $0) }) { return true }
            try await Task.sleep(for: .milliseconds(100))
        } while monotonicNanoseconds() < end
        return false
    }

    /// Calls a handler when another process took a role of this one while the connection was lost.
    ///
    /// From then on nothing is written any more; the process should end. The handler must return at
    /// once.
    public func onLostRole(_ handler: @escaping @Sendable (StoreRole) -> Void) {
        writer.succession.onLoss(handler)
    }

    /// Whether another process has a role now.
    public func isClaimed(_ role: StoreRole) async throws -> Bool {
        try await run(.interactive) { try $0.isClaimed(role) }
    }
}
