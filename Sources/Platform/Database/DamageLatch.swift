import Essentials

/// Remembers that the store was found to be damaged.
///
/// What is written into a damaged file may be lost, and may damage more of it.
final class DamageLatch: Sendable {
    private let found = Locked<String?>(nil)

    /// What is damaged; nil as long as nothing is known to be.
    var damage: String? { found.withLock { $0 } }

    /// Remembers the error if it says that the store is damaged.
    func note(_ error: DatabaseError) {
        guard case .damaged(let detail) = error else { return }
        found.withLock { $0 = $0 ?? detail }
    }

    /// Throws if the store is damaged.
    func check() throws(DatabaseError) {
        if let damage { throw .damaged(damage) }
    }
}
