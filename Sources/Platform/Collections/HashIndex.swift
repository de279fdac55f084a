/// Numbers by 64-bit hashes, several a hash: an index that keeps no keys.
///
/// Open addressing with linear probing in 256 shards that grow by themselves, so that growing
/// copies little at a time. A place takes 8 octets, of which 32 bits are of the hash, so a search
/// hardly ever meets a number that is not meant; whoever searches confirms by the values
/// themselves. Half to three quarters of the places are taken.
public struct HashIndex: Sendable {
    @usableFromInline internal var shards = [HashIndexShard](repeating: .init(), count: 256)

    /// Creates an empty index.
    public init() {}

    /// How many numbers there are.
    public var count: Int { shards.reduce(0) { $0 + $1.count } }

    /// The first number under the hash that the test confirms.
    @inlinable
    public func first(under hash: UInt64, where isMeant: (UInt32) -> Bool) -> UInt32? {
        shards[HashIndex.shard(hash)].first(HashIndex.tag(hash), where: isMeant)
    }

    /// The numbers under the hash, at most so many.
    public func all(under hash: UInt64, limit: Int) -> [UInt32] {
        var found: [UInt32] = []
        _ = first(under: hash) { number in
            found.append(number)
            return found.count >= limit
        }
        return found
    }

    /// Adds a number, any but `UInt32.max`, once more.
    @inlinable
    public mutating func insert(_ number: UInt32, under hash: UInt64) {
        shards[HashIndex.shard(hash)].insert(HashIndex.tag(hash), number)
    }

    /// Removes a number once, if it is there.
    public mutating func remove(_ number: UInt32, under hash: UInt64) {
        shards[HashIndex.shard(hash)].remove(HashIndex.tag(hash), number)
    }

    /// Octets that the places take.
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
    internal struct Place: Sendable {
        @usableFromInline internal var tag: UInt32 = 0
        /// `UInt32.max` in a place that is free.
        @usableFromInline internal var number = UInt32.max

        @inlinable internal init() {}

        @inlinable internal init(tag: UInt32, number: UInt32) {
            self.tag = tag
            self.number = number
        }

        @inlinable internal var isTaken: Bool { number != UInt32.max }
    }

    @usableFromInline internal var places: [Place] = []
    @usableFromInline internal var count = 0

    @inlinable internal init() {}

    internal var bytes: Int { places.capacity * MemoryLayout<Place>.stride }

    @inlinable
    internal func first(_ tag: UInt32, where isMeant: (UInt32) -> Bool) -> UInt32? {
        guard !places.isEmpty else { return nil }
        var index = home(tag)
        while places[index].isTaken {
            if places[index].tag == tag, isMeant(places[index].number) {
                return places[index].number
            }
            index = next(index)
        }
        return nil
    }

    @inlinable
    internal mutating func insert(_ tag: UInt32, _ number: UInt32) {
        if count * 4 >= places.count * 3 { grow() }
        put(Place(tag: tag, number: number))
        count += 1
    }

    /// Removes the number and moves back what follows it, so that no search ends too early.
    internal mutating func remove(_ tag: UInt32, _ number: UInt32) {
        guard !places.isEmpty else { return }
        var hole = home(tag)
        while places[hole].number != number || places[hole].tag != tag {
            guard places[hole].isTaken else { return }
            hole = next(hole)
        }
        count -= 1
        var index = next(hole)
        while places[index].isTaken {
            let wanted = home(places[index].tag)
            if distance(from: wanted, to: index) >= distance(from: hole, to: index) {
                places[hole] = places[index]
                hole = index
            }
            index = next(index)
        }
        places[hole] = Place()
    }

    @inlinable
    internal mutating func put(_ new: Place) {
        var index = home(new.tag)
        while places[index].isTaken { index = next(index) }
        places[index] = new
    }

    @usableFromInline
    internal mutating func grow() {
        let old = places
        places = Array(repeating: Place(), count: max(4, old.count + old.count / 2))
        for place in old where place.isTaken { put(place) }
    }

    /// Where the search for a tag begins: the tag as a fraction of the places.
    @inlinable
    internal func home(_ tag: UInt32) -> Int { Int((UInt64(tag) * UInt64(places.count)) >> 32) }

    @inlinable
    internal func next(_ index: Int) -> Int { index + 1 == places.count ? 0 : index + 1 }

    private func distance(from start: Int, to end: Int) -> Int {
        end >= start ? end - start : end - start + places.count
    }
}
