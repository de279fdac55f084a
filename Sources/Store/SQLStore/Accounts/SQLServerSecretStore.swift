public import AccountsModel
import Database
public import Essentials

/// The keys that all servers on one database share, in SQL.
public struct SQLServerSecretStore: ServerSecretStore {
    let store: SQLStore

    /// The secret with this name; stores and returns the proposed one if there is none yet.
    public func serverSecret(
        named name: String,
        proposing candidate: [UInt8]
    ) async throws(ServiceError) -> [UInt8] {
        if let known = try await store.read({ try $0.serverSecret(named: name) }) { return known }
        return try await store.write { transaction in
            try transaction.execute(
                "INSERT INTO server_secret (name, value) VALUES ($1, $2) ON CONFLICT DO NOTHING",
                [SQLValue(name), .blob(candidate)]
            )
            return try transaction.serverSecret(named: name) ?? candidate
        }
    }
}

extension SQLReader {
    fileprivate func serverSecret(named name: String) throws(DatabaseError) -> [UInt8]? {
        try queryOne("SELECT value FROM server_secret WHERE name = $1", [SQLValue(name)])?.blob(0)
    }
}
