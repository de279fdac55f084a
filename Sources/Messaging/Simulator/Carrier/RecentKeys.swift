import MessagingModel

/// Remembers recent keys, to notice a second submission of a message.
///
/// There are two generations: when the younger is full, the older is forgotten. So at least
/// `generationSize` and at most twice as many keys are known.
struct RecentKeys: Sendable {
    private var younger: Set<MessageKey> = []
    private var older: Set<MessageKey> = []
    private let generationSize: Int

    /// Creates an empty set.
    init(generationSize: Int) { self.generationSize = generationSize }

    func contains(_ key: MessageKey) -> Bool {
        younger.contains(key) || (!older.isEmpty && older.contains(key))
    }

    /// Adds the key; returns whether it was new.
    mutating func insert(_ key: MessageKey) -> Bool {
        if !older.isEmpty, older.contains(key) { return false }
        guard younger.insert(key).inserted else { return false }
        if younger.count >= generationSize {
            older = younger
            younger = []
        }
        return true
    }

    /// Adds the latest of the given keys, which are ordered from old to new.
    mutating func restore(_ keys: [MessageKey]) {
        let latest = keys.suffix(generationSize)
        older = []
        younger = []
        younger.reserveCapacity(latest.count)
        for key in latest { _ = insert(key) }
    }

    mutating func remove(_ key: MessageKey) {
        younger.remove(key)
        older.remove(key)
    }

    var count: Int { younger.count + older.count }

    /// All keys, older ones first.
    var all: [MessageKey] { Array(older) + Array(younger) }
}
