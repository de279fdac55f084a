public import Essentials

/// Keys that all nodes of one installation share, kept beside the data they protect.
public protocol ServerSecretStore: Sendable {
    /// The secret of that name; where there is none yet, the proposed one becomes it.
    ///
    /// Of two nodes that start at the same time, both get the same answer.
    func serverSecret(
        named name: String,
        proposing candidate: [UInt8]
    ) async throws(ServiceError)
        -> [UInt8]
}
