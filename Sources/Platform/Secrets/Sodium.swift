import CSodium

/// The library's one-time start.
enum Sodium {
    /// Whether the library started; starting again is harmless, and this does it once.
    static let isReady = sodium_init() >= 0

    /// Throws when the library did not start.
    static func start() throws(SecretsError) {
        guard isReady else { throw .unavailable }
    }
}
