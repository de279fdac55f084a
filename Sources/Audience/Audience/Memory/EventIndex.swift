import Collections
import Essentials

/// Which events each contact has, and which events are known already; numbers and hashes only.
///
/// The events of a contact are a chain through their numbers, newest first: 4 octets an event. Of
/// event ids only hashes are kept, 8 octets and a reserve; whoever finds one reads the event.
struct EventIndex: Sendable {
    /// The event before each event in its contact's chain, by number; `none` at the end.
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

    /// The numbers of a contact's events, newest first, at most so many.
    func events(of contact: UInt32, limit: Int = .max) -> [UInt32] {
        var numbers: [UInt32] = []
        var number = newest[contact]
        while number != 0, numbers.count < limit {
            numbers.append(number)
            number = previous[number]
        }
        return numbers
    }

    /// Forgets the events of a contact.
    ///
    /// Their keys stay behind until the next start: whoever finds one does not find the event.
    mutating func removeAll(of contact: UInt32) {
        count -= events(of: contact).count
        newest[contact] = 0
    }

    /// The key under which an event id of a data source is known.
    static func key(_ source: Int, _ eventID: String) -> UInt64 { .hash(source, eventID) }

    /// The octets that the index takes.
    var bytes: Int { previous.bytes + newest.bytes + known.bytes }
}

/// One small number for each of many, by number from 1; 0 where none was set.
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

    /// The octets that the column takes.
    var bytes: Int { numbers.capacity * 4 }
}
