import Essentials
import SMPPCodec

/// Our requests without an answer, found by sequence number and ordered by age.
///
/// A request stands at the place that its sequence number has modulo the capacity, so finding one
/// is one look. A number whose place is taken is left out when numbers are given, which also keeps
/// a number from being given again, after the wrap, while it is outstanding. At most half of the
/// places are taken, so at most every second number is left out. The places grow with need.
struct OutgoingWindow {
    /// The highest sequence number (SMPP 3.4, 3.2).
    static let lastSequence: UInt32 = 0x7FFF_FFFF

    /// A request without an answer.
    struct Entry: Hashable {
        var token: RequestToken
        /// The command_id of the response that fits.
        var responseID: CommandID
        /// In reading time.
        var sentAt: Timestamp
    }

    private struct Place {
        /// Zero where the place is free.
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

    /// The next sequence number that no outstanding request has, and no later one may collide with.
    mutating func nextSequence() -> UInt32 {
        if (count + 1) * 2 > places.count { grow() }
        repeat {
            lastGiven = lastGiven >= Self.lastSequence ? 1 : lastGiven + 1
        } while places[place(of: lastGiven)].sequence != 0
        return lastGiven
    }

    /// Notes a request; its number must be what ``nextSequence()`` just gave.
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

    /// Takes a request out that ``entry(_:)`` finds.
    mutating func remove(_ sequence: UInt32) {
        let index = place(of: sequence)
        let (older, newer) = (places[index].older, places[index].newer)
        if older >= 0 { places[Int(older)].newer = newer } else { oldest = newer }
        if newer >= 0 { places[Int(newer)].older = older } else { newest = older }
        places[index].sequence = 0
        count -= 1
    }

    /// Takes out the oldest request.
    mutating func removeOldest() -> Entry? {
        guard oldest >= 0 else { return nil }
        let place = places[Int(oldest)]
        remove(place.sequence)
        return place.entry
    }

    /// The capacity is a power of two.
    private func place(of sequence: UInt32) -> Int { Int(sequence) & (places.count - 1) }

    /// Doubles the places; numbers that differ modulo the capacity differ modulo its double.
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
