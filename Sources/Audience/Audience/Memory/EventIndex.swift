import Collections
import Essentials

/// The events of each contact and the known event ids, as numbers and hashes only.
///
/// The events of a contact are a linked list of numbers, newest first: 4 bytes per event. Of event
/// ids only hashes are kept, about 8 bytes each; a hit must be confirmed by reading the event.
struct EventIndex: Sendable {
    /// The previous event of the same contact, by number; `none` at the end.
    private var previous = NumberColumn()
    /// The newest event of each contact, by the contact's number.
    private var newest = NumberColumn()
    private var known = HashIndex()
    private(set) var next: UInt32 = 1
    private(set) var count = 0

    /// Adds an event; its number is above all others.
    mutating func add(_ number: UInt32, of contact: UInt32, key: UInt64) {
        previous[number] = newest[contact]
        newest[contact] = number
        known.insert(number, under: key)
        next = max(next, number + 1)
        count += 1
    }

    /// Numbers of events that may have this key.
    func candidates(_ key: UInt64) -> [UInt32] {
        known.all(under: key, limit: 8)
    }

    /// The numbers of a contact's events, newest first, at most `limit`.
    func events(of contact: UInt32, limit: Int = .max) -> [UInt32] {
        var numbers: [UInt32] = []
        var number = newest[contact]
        while number != 0, numbers.count < limit {
            numbers.append(number)
            number = previous[number]
        }
        return numbers
    }

    /// Forgets some of the events of a contact.
    mutating func remove(_ numbers: Set<UInt32>, of contact: UInt32) {
        let all = events(of: contact)
        let kept = all.filter { !numbers.contains($0) }
        count -= all.count - kept.count
        newest[contact] = kept.first ?? 0
        for (index, number) in kept.enumerated() {
            previous[number] = index + 1 < kept.count ? kept[index + 1] : 0
        }
    }

    /// Forgets the events of a contact.
    ///
    /// Their keys stay until the next start, but the events that they lead to are not found.
    mutating func removeAll(of contact: UInt32) {
        count -= events(of: contact).count
        newest[contact] = 0
    }

    /// The key of an event id of a data source.
    static func key(_ source: Int, _ eventID: String) -> UInt64 { .hash(source, eventID) }

    /// The memory of the index in bytes.
    var bytes: Int { previous.bytes + newest.bytes + known.bytes }
}

/// A dense array of numbers, indexed from 1; 0 where none was set.
struct NumberColumn: Sendable {
    private var numbers: [UInt32] = [0]

    subscript(index: UInt32) -> UInt32 {
        get { Int(index) < numbers.count ? numbers[Int(index)] : 0 }
        set {
            if Int(index) >= numbers.count {
                let missing = Int(index) + 1 - numbers.count
                numbers.append(contentsOf: repeatElement(0, count: missing))
            }
            numbers[Int(index)] = newValue
        }
    }

    /// The memory of the column in bytes.
    var bytes: Int { numbers.capacity * 4 }
}
