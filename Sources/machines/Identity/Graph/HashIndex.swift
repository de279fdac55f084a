/// Finds the slot of a hash: open addressing, linear probing, in shards that grow by themselves.
///
/// A place holds 32 bits of the hash beside the slot, so that a search hardly ever looks at a
/// record that is not the one, and growing looks at none.
/// Growing touches one of 256 shards at a time.
struct HashIndex: Sendable {
    private var shards = [Shard](repeating: Shard(), count: 256)

    /// The slot for which the test holds, among those with the hash.
    @inline(__always)
    func find(_ hash: UInt64, where isIt: (Int32) -> Bool) -> Int32? {
        shards[HashIndex.shard(hash)].find(HashIndex.tag(hash), where: isIt)
    }

    /// Adds a slot that is not in the index yet.
    @inline(__always)
    mutating func insert(_ hash: UInt64, slot: Int32) {
        shards[HashIndex.shard(hash)].insert(HashIndex.tag(hash), slot: slot)
    }

    /// Removes a slot that is in the index.
    mutating func remove(_ hash: UInt64, slot: Int32) {
        shards[HashIndex.shard(hash)].remove(HashIndex.tag(hash), slot: slot)
    }

    /// Octets that the places take.
    var bytes: Int { shards.reduce(0) { $0 + $1.capacity * 8 } }

    @inline(__always)
    private static func shard(_ hash: UInt64) -> Int { Int(hash & 255) }
    @inline(__always)
    private static func tag(_ hash: UInt64) -> UInt32 { UInt32(truncatingIfNeeded: hash >> 8) }
}

/// One shard of a ``HashIndex``.
private struct Shard: Sendable {
    private struct Place {
        var tag: UInt32 = 0
        var slot: Int32 = -1
    }

    private var places: [Place] = []
    private var count = 0

    var capacity: Int { places.capacity }

    func find(_ tag: UInt32, where isIt: (Int32) -> Bool) -> Int32? {
        guard !places.isEmpty else { return nil }
        var index = home(tag)
        while places[index].slot >= 0 {
            if places[index].tag == tag, isIt(places[index].slot) { return places[index].slot }
            index = next(index)
        }
        return nil
    }

    mutating func insert(_ tag: UInt32, slot: Int32) {
        if count * 4 >= places.count * 3 { grow() }
        place(Place(tag: tag, slot: slot))
        count += 1
    }

    /// Removes the slot and moves back what follows it, so that no search ends too early.
    mutating func remove(_ tag: UInt32, slot: Int32) {
        guard !places.isEmpty else { return }
        var hole = home(tag)
        while places[hole].slot != slot {
            guard places[hole].slot >= 0 else { return }
            hole = next(hole)
        }
        count -= 1
        var index = next(hole)
        while places[index].slot >= 0 {
            let wanted = home(places[index].tag)
            if distance(from: wanted, to: index) >= distance(from: hole, to: index) {
                places[hole] = places[index]
                hole = index
            }
            index = next(index)
        }
        places[hole] = Place()
    }

    private mutating func place(_ new: Place) {
        var index = home(new.tag)
        while places[index].slot >= 0 { index = next(index) }
        places[index] = new
    }

    private mutating func grow() {
        let old = places
        places = Array(repeating: Place(), count: max(4, old.count + old.count / 2))
        for place in old where place.slot >= 0 { self.place(place) }
    }

    /// Where the search for a tag begins: the tag as a fraction of the places.
    @inline(__always)
    private func home(_ tag: UInt32) -> Int { Int((UInt64(tag) * UInt64(places.count)) >> 32) }

    @inline(__always)
    private func next(_ index: Int) -> Int { index + 1 == places.count ? 0 : index + 1 }

    private func distance(from start: Int, to end: Int) -> Int {
        end >= start ? end - start : end - start + places.count
    }
}
