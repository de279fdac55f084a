import AccountsModel
import Essentials
import MessagingModel

/// One message in memory; slots are reused.
struct Slot: Sendable {
    enum State: UInt8 {
        /// Unused; `next` links the free slots.
        case free
        /// Waits for its time.
        case delayed
        /// Waits in a queue for a carrier; `previous` and `next` link the queue.
        case queued
        /// Waits to be reported as having no route.
        case unroutable
        /// Handed off to `carrier`, which has not answered yet.
        case handedOff
    }

    var state = State.free
    /// The carrier that has it.
    var carrier: UInt8 = 0
    /// Distinguishes this message's deadlines from those of earlier ones in the slot.
    var generation: UInt32 = 0
    var previous: Int32 = -1
    var next: Int32 = -1
    /// The queue that it is in.
    var queue: Int32 = -1
    /// Carriers that failed it in this round, one bit each.
    var tried: UInt64 = 0
    /// The hand-offs that count as attempts.
    var attempts: Int
    /// The number of the latest hand-off, by which its answer is known.
    var handOff = 0
    let country: CountryKey
    /// The only carrier that it may go to, regardless of routes.
    let forcedCarrier: UInt8?
    var message: QueuedMessage

    init(_ message: QueuedMessage, forcedCarrier: UInt8?) {
        attempts = message.submission.attempt - 1
        country = CountryKey(message.country)
        self.forcedCarrier = forcedCarrier
        self.message = message
    }

    var project: Int64 { message.submission.key.project.number }
}
