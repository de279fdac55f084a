public import Essentials

/// Stores the keys that all nodes of one installation share, beside the data they protect.
public protocol ServerSecretStore: Sendable {
    /// The secret with this name; stores and returns the proposed one if there is none yet.
    ///
    /// Two nodes that start at the same time get the same secret.
    func serverSecret(
        named name: String,
        proposing candidate: [UInt8]
    ) async throws(ServiceError)
        -> [UInt8]
}
