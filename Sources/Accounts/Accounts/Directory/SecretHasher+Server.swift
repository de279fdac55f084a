public import AccountsModel
public import Essentials
public import Secrets

extension SecretHasher {
    /// The hasher with the key that all nodes on a store share; the first start creates the key.
    public static func ofServer(
        in store: any ServerSecretStore
    ) async throws(ServiceError) -> SecretHasher {
        let candidate = try withSecrets { () throws(SecretsError) in
            try RandomSecret.bytes(SecretHasher.keyByteCount)
        }
        let key = try await store.serverSecret(named: "token-hash", proposing: candidate)
        return try withSecrets { () throws(SecretsError) in try SecretHasher(key: key) }
    }
}
