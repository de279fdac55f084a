import MessagingModel

/// Remembers the latest keys, so that a second submission of one is noticed.
///
/// Two generations: when the younger is full, the older is forgotten. So at least `generationSize`
/// and at most twice as many keys are known.
struct RecentKeys: Sendable {
    private var younger: Set<MessageKey> = []
    private var older: Set<MessageKey> = []
    private let generationSize: Int

    /// Creates an empty memory.
    init(generationSize: Int) { self.generationSize = generationSize }

    func contains(_ key: MessageKey) -> Bool {
        younger.contains(key) || (!older.isEmpty && older.contains(key))
    }

    /// Remembers the key, and says whether it was new.
    mutating func insert(_ key: MessageKey) -> Bool {
        if !older.isEmpty, older.contains(key) { return false }
        guard younger.insert(key).inserted else { return false }
        if younger.count >= generationSize {
            older = younger
            younger = []
        }
        return true
    }

    /// Remembers the latest of the given keys, which come oldest first.
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

    /// All keys it knows, the older ones first.
    var all: [MessageKey] { Array(older) + Array(younger) }
}
