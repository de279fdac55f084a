import Database
public import Essentials

/// What the server of a store tells the commands that work beside it.
public struct SQLServerState: Sendable {
    let store: SQLStore

    private static let privateTargets = "private_targets"

    /// Whether the server that started last calls private addresses.
    public func allowsPrivateTargets() async throws(ServiceError) -> Bool {
        try await store.read { reader in
            let row = try reader.queryOne(
                "SELECT value FROM server_state WHERE name = $1",
                [.text(Self.privateTargets)]
            )
            return try row?.text(0) == "allowed"
        }
    }

    /// Notes whether the server calls private addresses.
    public func setAllowsPrivateTargets(_ isAllowed: Bool) async throws(ServiceError) {
        try await store.write { tx in
            _ = try tx.execute(
                """
                INSERT INTO server_state (name, value) VALUES ($1, $2)
                ON CONFLICT (name) DO UPDATE SET value = excluded.value
                """,
                [.text(Self.privateTargets), .text(isAllowed ? "allowed" : "refused")]
            )
        }
    }
}
