/// A bounded map that forgets what was not asked for lately, at constant cost.
///
/// Two generations: an entry asked for in the old one moves to the young one; when the young one is
/// full it becomes the old one, and the old one is dropped whole. So at most `capacity` entries are
/// held, and every entry used within the last `capacity / 2` insertions is still there.
struct GenerationalCache<Key: Hashable, Value> {
    private let halfCapacity: Int
    private var young: [Key: Value] = [:]
    private var old: [Key: Value] = [:]

    init(capacity: Int) { halfCapacity = max(capacity / 2, 1) }

    /// How many entries are held; one that moved up may count once more until it is dropped.
    var count: Int { young.count + old.count }

    /// The value of a key, which counts as use; nil when it is not held.
    mutating func value(for key: Key) -> Value? {
        if let value = young[key] { return value }
        guard let value = old.removeValue(forKey: key) else { return nil }
        insert(value, for: key)
        return value
    }

    /// Adds or replaces an entry.
    mutating func insert(_ value: Value, for key: Key) {
        if young.count >= halfCapacity, young[key] == nil {
            old = young
            young = [:]
        }
        young[key] = value
    }

    /// Drops an entry.
    mutating func remove(_ key: Key) {
        young[key] = nil
        old[key] = nil
    }

    /// Drops everything.
    mutating func removeAll() {
        young = [:]
        old = [:]
    }
}
