import Essentials

/// Time as far as the session was reading: it stands still while reading is stopped.
///
/// What the peer has sent meanwhile is unread, so it can be blamed neither for silence nor for
/// answers that are missing. A clock that is set back stands still as well.
struct ReadingClock {
    /// The present moment.
    private(set) var now: Timestamp
    private var stoppedAt: Timestamp?
    private var stoppedMicroseconds: Int64 = 0

    init(at now: Timestamp) { self.now = now }

    /// Whether the session reads.
    var isReading: Bool { stoppedAt == nil }

    /// The present moment less the time without reading.
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

    /// When the reading time will be this, if reading goes on; nil while it is stopped.
    func moment(ofReading reading: Timestamp) -> Timestamp? {
        guard isReading else { return nil }
        return Timestamp(microseconds: reading.microseconds + stoppedMicroseconds)
    }
}
