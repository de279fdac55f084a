/// A bounded cache that drops entries which were not used recently, at constant cost.
///
/// It has two generations: an entry used in the old one moves to the young one. When the young one
/// is full it becomes the old one, and the old one is dropped as a whole. So there are at most
/// `capacity` entries, and every entry used within the last `capacity / 2` insertions is still
/// cached.
struct GenerationalCache<Key: Hashable, Value> {
    private let halfCapacity: Int
    private var young: [Key: Value] = [:]
    private var old: [Key: Value] = [:]

    init(capacity: Int) { halfCapacity = max(capacity / 2, 1) }

    /// The number of entries; one that moved may count twice until the old one is dropped.
    var count: Int { young.count + old.count }

    /// The value of a key, which counts as use; nil if it is not cached.
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

    /// Removes an entry.
    mutating func remove(_ key: Key) {
        young[key] = nil
        old[key] = nil
    }

    /// Removes all entries.
    mutating func removeAll() {
        young = [:]
        old = [:]
    }
}
