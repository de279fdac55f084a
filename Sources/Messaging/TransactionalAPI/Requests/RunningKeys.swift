import Essentials

/// The idempotency keys of requests in progress on this node.
final class RunningKeys: Sendable {
    struct Key: Hashable, Sendable {
        let token: ObjectID
        let key: String
    }

    private let keys = Locked<Set<Key>>([])

    /// Claims a key; false while another request has it.
    func begin(_ key: Key) -> Bool { keys.withLock { $0.insert(key).inserted } }

    func end(_ key: Key) { keys.withLock { _ = $0.remove(key) } }
}
