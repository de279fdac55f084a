import Essentials

/// The time that the session spent reading: it stands still while reading is paused.
///
/// What the peer sends during a pause is unread, so silence and missing answers are not its fault.
/// A clock that is set back stands still as well.
struct ReadingClock {
    /// The present moment.
    private(set) var now: Timestamp
    private var stoppedAt: Timestamp?
    private var stoppedMicroseconds: Int64 = 0

    init(at now: Timestamp) { self.now = now }

    /// Whether the session reads.
    var isReading: Bool { stoppedAt == nil }

    /// The present moment without the time of pauses.
    var reading: Timestamp {
        Timestamp(microseconds: (stoppedAt ?? now).microseconds - stoppedMicroseconds)
    }

    mutating func advance(to moment: Timestamp) {
        if moment > now { now = moment }
    }

    mutating func stop() {
        if stoppedAt == nil { stoppedAt = now }
    }

    mutating func start() {
        guard let stoppedAt else { return }
        stoppedMicroseconds += now.microseconds - stoppedAt.microseconds
        self.stoppedAt = nil
    }

    /// When the reading time reaches this value, if reading goes on; nil while it is paused.
    func moment(ofReading reading: Timestamp) -> Timestamp? {
        guard isReading else { return nil }
        return Timestamp(microseconds: reading.microseconds + stoppedMicroseconds)
    }
}
