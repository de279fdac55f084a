/// Maps 64-bit hashes to numbers, several per hash, without keeping the keys.
///
/// Open addressing with linear probing in 256 shards that grow separately, so that growing copies
/// little at a time. A slot takes 8 bytes and holds 32 bits of the hash, so a search rarely meets a
/// wrong number; the caller compares the keys themselves. Half to three quarters of the slots are
/// taken.
public struct HashIndex: Sendable {
    @usableFromInline internal var shards = [HashIndexShard](repeating: .init(), count: 256)

    /// Creates an empty index.
    public init() {}

    /// The number of entries.
    public var count: Int { shards.reduce(0) { $0 + $1.count } }

    /// The first number under the hash that the test accepts.
    @inlinable
    public func first(under hash: UInt64, where matches: (UInt32) -> Bool) -> UInt32? {
        shards[HashIndex.shard(hash)].first(HashIndex.tag(hash), where: matches)
    }

    /// The numbers under the hash, up to a limit.
    public func all(under hash: UInt64, limit: Int) -> [UInt32] {
        var found: [UInt32] = []
        _ = first(under: hash) { number in
            found.append(number)
            return found.count >= limit
        }
        return found
    }

    /// Adds an entry; the number must not be `UInt32.max`.
    @inlinable
    public mutating func insert(_ number: UInt32, under hash: UInt64) {
        shards[HashIndex.shard(hash)].insert(HashIndex.tag(hash), number)
    }

    /// Removes one entry, if it exists.
    public mutating func remove(_ number: UInt32, under hash: UInt64) {
        shards[HashIndex.shard(hash)].remove(HashIndex.tag(hash), number)
    }

    /// The memory of the slots in bytes.
    public var bytes: Int { shards.reduce(0) { $0 + $1.bytes } }

    @inlinable
    internal static func shard(_ hash: UInt64) -> Int { Int(hash & 255) }

    @inlinable
    internal static func tag(_ hash: UInt64) -> UInt32 { UInt32(truncatingIfNeeded: hash >> 8) }
}

/// One shard of a ``HashIndex``.
@usableFromInline
internal struct HashIndexShard: Sendable {
    @usableFromInline
    internal struct Slot: Sendable {
        @usableFromInline internal var tag: UInt32 = 0
        /// `UInt32.max` in a free slot.
        @usableFromInline internal var number = UInt32.max

        @inlinable internal init() {}

        @inlinable internal init(tag: UInt32, number: UInt32) {
            self.tag = tag
            self.number = number
        }

        @inlinable internal var isTaken: Bool { number != UInt32.max }
    }

    @usableFromInline internal var slots: [Slot] = []
    @usableFromInline internal var count = 0

    @inlinable internal init() {}

    internal var bytes: Int { slots.capacity * MemoryLayout<Slot>.stride }

    @inlinable
    internal func first(_ tag: UInt32, where matches: (UInt32) -> Bool) -> UInt32? {
        guard !slots.isEmpty else { return nil }
        var index = home(tag)
        while slots[index].isTaken {
            if slots[index].tag == tag, matches(slots[index].number) {
                return slots[index].number
            }
            index = next(index)
        }
        return nil
    }

    @inlinable
    internal mutating func insert(_ tag: UInt32, _ number: UInt32) {
        if count * 4 >= slots.count * 3 { grow() }
        put(Slot(tag: tag, number: number))
        count += 1
    }

    /// Removes an entry and moves back those that follow it, so that later searches do not stop
    /// early.
    internal mutating func remove(_ tag: UInt32, _ number: UInt32) {
        guard !slots.isEmpty else { return }
        var hole = home(tag)
        while slots[hole].number != number || slots[hole].tag != tag {
            guard slots[hole].isTaken else { return }
            hole = next(hole)
        }
        count -= 1
        var index = next(hole)
        while slots[index].isTaken {
            let wanted = home(slots[index].tag)
            if distance(from: wanted, to: index) >= distance(from: hole, to: index) {
                slots[hole] = slots[index]
                hole = index
            }
            index = next(index)
        }
        slots[hole] = Slot()
    }

    @inlinable
    internal mutating func put(_ new: Slot) {
        var index = home(new.tag)
        while slots[index].isTaken { index = next(index) }
        slots[index] = new
    }

    @usableFromInline
    internal mutating func grow() {
        let old = slots
        slots = Array(repeating: Slot(), count: max(4, old.count + old.count / 2))
        for slot in old where slot.isTaken { put(slot) }
    }

    /// Where the search for a tag begins: the tag as a fraction of the slots.
    @inlinable
    internal func home(_ tag: UInt32) -> Int { Int((UInt64(tag) * UInt64(slots.count)) >> 32) }

    @inlinable
    internal func next(_ index: Int) -> Int { index + 1 == slots.count ? 0 : index + 1 }

    private func distance(from start: Int, to end: Int) -> Int {
        end >= start ? end - start : end - start + slots.count
    }
}
