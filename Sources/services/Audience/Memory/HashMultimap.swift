/// Numbers by 64-bit hashes, several a hash: an index that keeps no keys.
///
/// Open addressing with linear probing in two flat arrays, 12 octets a place, at most 7/8 of them
/// taken. Whoever looks up confirms what is found by the values themselves, so hashes that happen
/// to be equal cost time and nothing else.
struct HashMultimap: Sendable {
    private static let empty = UInt32.max
    private static let deleted = UInt32.max - 1

    private var hashes: [UInt64] = []
    private var numbers: [UInt32] = []
    /// Places that are not empty, deleted ones included.
    private var used = 0
    private(set) var count = 0

    init() {}

    /// Makes room, so that filling a large map does not copy it many times.
    mutating func reserve(_ capacity: Int) {
        let places = HashMultimap.places(for: capacity)
        if places > numbers.count { rebuild(places) }
    }

    /// Adds a number under a hash; a pair that is there already is not added again.
    mutating func insert(_ number: UInt32, under hash: UInt64) {
        if (used + 1) * 8 > numbers.count * 7 {
            rebuild(HashMultimap.places(for: max(count * 2, 16)))
        }
        var place = Int(truncatingIfNeeded: hash) & (numbers.count - 1)
        while numbers[place] != HashMultimap.empty {
            if numbers[place] == number, hashes[place] == hash { return }
            place = (place + 1) & (numbers.count - 1)
        }
        numbers[place] = number
        hashes[place] = hash
        used += 1
        count += 1
    }

    /// Removes a number from under a hash.
    mutating func remove(_ number: UInt32, under hash: UInt64) {
        guard !numbers.isEmpty else { return }
        var place = Int(truncatingIfNeeded: hash) & (numbers.count - 1)
        while numbers[place] != HashMultimap.empty {
            if numbers[place] == number, hashes[place] == hash {
                numbers[place] = HashMultimap.deleted
                count -= 1
                return
            }
            place = (place + 1) & (numbers.count - 1)
        }
    }

    /// The first number under the hash that the closure confirms.
    func first(under hash: UInt64, where isRight: (UInt32) -> Bool) -> UInt32? {
        guard !numbers.isEmpty else { return nil }
        var place = Int(truncatingIfNeeded: hash) & (numbers.count - 1)
        while numbers[place] != HashMultimap.empty {
            let number = numbers[place]
            if hashes[place] == hash, number != HashMultimap.deleted, isRight(number) {
                return number
            }
            place = (place + 1) & (numbers.count - 1)
        }
        return nil
    }

    /// All numbers under the hash that the closure confirms, at most so many.
    func all(under hash: UInt64, limit: Int, where isRight: (UInt32) -> Bool) -> [UInt32] {
        var found: [UInt32] = []
        _ = first(under: hash) { number in
            if isRight(number) { found.append(number) }
            return found.count >= limit
        }
        return found
    }

    /// The octets that the index takes.
    var bytes: Int { numbers.count * 12 }

    private static func places(for count: Int) -> Int {
        var places = 16
        while places * 7 < count * 8 { places *= 2 }
        return places
    }

    private mutating func rebuild(_ places: Int) {
        let old = (hashes, numbers)
        hashes = Array(repeating: 0, count: places)
        numbers = Array(repeating: HashMultimap.empty, count: places)
        used = count
        for (hash, number) in zip(old.0, old.1) where number < HashMultimap.deleted {
            var place = Int(truncatingIfNeeded: hash) & (places - 1)
            while numbers[place] != HashMultimap.empty { place = (place + 1) & (places - 1) }
            numbers[place] = number
            hashes[place] = hash
        }
    }
}

extension UInt64 {
    /// A hash of a text under a word that tells kinds of texts apart; differs in every process.
    static func hash(_ word: Int, _ text: String) -> UInt64 {
        var hasher = Hasher()
        hasher.combine(word)
        hasher.combine(text)
        return UInt64(bitPattern: Int64(hasher.finalize()))
    }
}
