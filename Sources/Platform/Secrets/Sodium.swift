import CSodium

/// The one-time initialization of the library.
enum Sodium {
    /// Whether the library is initialized; this does it once.
    static let isReady = sodium_init() >= 0

    /// Throws if the library is not initialized.
    static func start() throws(SecretsError) {
        guard isReady else { throw .unavailable }
    }
}
