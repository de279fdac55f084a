import Essentials

/// An accepted message, until all its receipts are acknowledged.
struct PendingMessage: Hashable, Sendable {
    let record: AcceptedRecord
    /// Steps of the behaviour that were not acknowledged, one bit each; 0 is a free place.
    var openSteps: UInt8
}

/// One pending receipt: its message's place and number, and the step of the behaviour.
struct PendingReceipt: Hashable, Sendable {
    let place: Int32
    let step: UInt8
    let message: UInt64
}

/// The pending messages, each at a place that is reused once it is done.
///
/// Places are found without hashing; the message's number distinguishes a receipt of the present
/// message from those of earlier messages at the same place.
struct PendingMessages: Sendable {
    private var places: [PendingMessage] = []
    private var free: [Int32] = []

    var count: Int { places.count - free.count }

    /// All messages in the order of acceptance, as a compacted journal keeps them.
    var all: [PendingMessage] {
        places.filter { $0.openSteps != 0 }
            .sorted { $0.record.number < $1.record.number }
    }

    /// The unacknowledged receipts, in the order in which their messages were accepted.
    var openReports: [(report: PendingReceipt, message: AcceptedRecord)] {
        places.indices.filter { places[$0].openSteps != 0 }
            .sorted { places[$0].record.number < places[$1].record.number }
            .flatMap { index in
                let message = places[index]
                return (UInt8(0)..<8).filter { message.openSteps & 1 << $0 != 0 }.map { step in
                    let number = message.record.number
                    let report = PendingReceipt(place: Int32(index), step: step, message: number)
                    return (report, message.record)
                }
            }
    }

    /// Adds a message with open steps, and returns its place.
    mutating func insert(_ message: PendingMessage) -> Int32 {
        guard let place = free.popLast() else {
            places.append(message)
            return Int32(places.count - 1)
        }
        places[Int(place)] = message
        return place
    }

    /// The message of a receipt; nil when the receipt was acknowledged.
    subscript(report: PendingReceipt) -> AcceptedRecord? {
        isOpen(report) ? places[Int(report.place)].record : nil
    }

    func isOpen(_ report: PendingReceipt) -> Bool {
        let message = places[Int(report.place)]
        return message.record.number == report.message
            && message.openSteps & 1 << report.step != 0
    }

    /// Removes a receipt, and returns whether it was pending.
    mutating func settle(_ report: PendingReceipt) -> Bool {
        guard isOpen(report) else { return false }
        places[Int(report.place)].openSteps &= ~(1 << report.step)
        if places[Int(report.place)].openSteps == 0 { free.append(report.place) }
        return true
    }
}
