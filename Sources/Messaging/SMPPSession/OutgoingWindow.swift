import Essentials
import SMPPCodec

/// Our unanswered requests, found by sequence number and ordered by age.
///
/// The slot of a request is its sequence number modulo the capacity, so a look-up is one access.
/// New sequence numbers skip those whose slot is taken, which also prevents a number from being
/// used again, after the wrap, while it is outstanding. At most half of the slots are taken, so at
/// most every second number is skipped. The capacity grows as needed.
struct OutgoingWindow {
    /// The highest sequence number (SMPP 3.4, 3.2).
    static let lastSequence: UInt32 = 0x7FFF_FFFF

    /// An unanswered request.
    struct Entry: Hashable {
        var token: RequestToken
        /// The command_id of the matching response.
        var responseID: CommandID
        /// When it was sent, in reading time.
        var sentAt: Timestamp
    }

    private struct Place {
        /// Zero for a free slot.
        var sequence: UInt32 = 0
        var older: Int32 = -1
        var newer: Int32 = -1
        var entry: Entry
    }

    private static let free = Place(
        entry: Entry(
            token: RequestToken(0),
            responseID: .genericNack,
            sentAt: Timestamp(microseconds: 0)
        )
    )

    let limit: Int
    private(set) var count = 0
    private var places: [Place] = []
    private var oldest: Int32 = -1
    private var newest: Int32 = -1
    private var lastGiven: UInt32

    init(limit: Int, lastGiven: UInt32 = 0) {
        self.limit = max(1, limit)
        self.lastGiven = lastGiven
    }

    /// How many more requests fit.
    var room: Int { limit - count }

    /// When the oldest request was sent.
    var oldestSentAt: Timestamp? { oldest < 0 ? nil : places[Int(oldest)].entry.sentAt }

    /// The next sequence number that neither is outstanding nor shares a slot with one that is.
    mutating func nextSequence() -> UInt32 {
        if (count + 1) * 2 > places.count { grow() }
        repeat {
            lastGiven = lastGiven >= Self.lastSequence ? 1 : lastGiven + 1
        } while places[place(of: lastGiven)].sequence != 0
        return lastGiven
    }

    /// Adds a request; its number must be what ``nextSequence()`` just returned.
    mutating func insert(_ entry: Entry, sequence: UInt32) {
        let index = place(of: sequence)
        places[index] = Place(sequence: sequence, older: newest, newer: -1, entry: entry)
        if newest >= 0 { places[Int(newest)].newer = Int32(index) } else { oldest = Int32(index) }
        newest = Int32(index)
        count += 1
    }

    /// Finds a request.
    func entry(_ sequence: UInt32) -> Entry? {
        guard sequence != 0, !places.isEmpty else { return nil }
        let place = places[place(of: sequence)]
        return place.sequence == sequence ? place.entry : nil
    }

    /// Removes a request that ``entry(_:)`` finds.
    mutating func remove(_ sequence: UInt32) {
        let index = place(of: sequence)
        let (older, newer) = (places[index].older, places[index].newer)
        if older >= 0 { places[Int(older)].newer = newer } else { oldest = newer }
        if newer >= 0 { places[Int(newer)].older = older } else { newest = older }
        places[index].sequence = 0
        count -= 1
    }

    /// Removes the oldest request.
    mutating func removeOldest() -> Entry? {
        guard oldest >= 0 else { return nil }
        let place = places[Int(oldest)]
        remove(place.sequence)
        return place.entry
    }

    /// The capacity is a power of two.
    private func place(of sequence: UInt32) -> Int { Int(sequence) & (places.count - 1) }

    /// Doubles the capacity; numbers that differ modulo the capacity differ modulo its double.
    private mutating func grow() {
        var entries: [(UInt32, Entry)] = []
        var next = oldest
        while next >= 0 {
            let place = places[Int(next)]
            entries.append((place.sequence, place.entry))
            next = place.newer
        }
        places = Array(repeating: Self.free, count: max(8, places.count * 2))
        (oldest, newest, count) = (-1, -1, 0)
        for (sequence, entry) in entries { insert(entry, sequence: sequence) }
    }
}
