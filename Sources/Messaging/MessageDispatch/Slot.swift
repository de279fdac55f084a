public import Essentials

/// An entry as it comes in.
@usableFromInline
struct WaitingEntry: Sendable {
    let destination: UInt64
    let country: CountryKey
    let sender: String
    let project: Int64
    let attempts: Int
    let dueAt: Timestamp
    let expiresAt: Timestamp
    let forcedCarrier: UInt8?

    @usableFromInline
    init(
        destination: UInt64,
        country: CountryKey,
        sender: String,
        project: Int64,
        attempts: Int,
        dueAt: Timestamp,
        expiresAt: Timestamp,
        forcedCarrier: UInt8?
    ) {
        self.destination = destination
        self.country = country
        self.sender = sender
        self.project = project
        self.attempts = attempts
        self.dueAt = dueAt
        self.expiresAt = expiresAt
        self.forcedCarrier = forcedCarrier
    }
}

/// The place of one entry; places are used again.
struct Slot: Sendable {
    enum State: UInt8 {
        /// Nobody's; `next` links the free ones.
        case free
        /// Waits for its time.
        case delayed
        /// Waits in line for a carrier; `previous` and `next` link the line.
        case inLine
        /// Waits to be reported as without a route.
        case unroutable
        /// Handed off to `carrier`, which did not answer yet.
        case handedOff
    }

    var state = State.free
    /// The carrier that has it.
    var carrier: UInt8 = 0
    /// Tells this entry's deadlines from those of the place's former ones.
    var generation: UInt32 = 0
    var previous: Int32 = -1
    var next: Int32 = -1
    /// Its line while it is in one.
    var line: Int32 = -1
    /// Carriers that failed it in this round, one bit each.
    var tried: UInt64 = 0
    /// Hand-offs that count.
    var attempts = 0
    var entry: WaitingEntry
}
