import Essentials

/// A message the simulator took, until everything that comes back was acknowledged.
struct OwedMessage: Sendable {
    let record: AcceptedRecord
    /// Steps of the behaviour that were not acknowledged, one bit each; 0 is a free place.
    var openSteps: UInt8
}

/// One report of one owed message: where the message is, which it is, and the behaviour's step.
struct OwedReport: Hashable, Sendable {
    let place: Int32
    let step: UInt8
    let message: UInt64
}

/// The owed messages, each at a place that is used again when it is settled.
///
/// Places are found without hashing; the message's number tells a report of the present message
/// from one of those that were there before.
struct OwedMessages: Sendable {
    private var places: [OwedMessage] = []
    private var free: [Int32] = []

    var count: Int { places.count - free.count }

    /// All messages in the order they were taken, as a compacted journal keeps them.
    var records: [OwedRecord] {
        places.filter { $0.openSteps != 0 }
            .sorted { $0.record.number < $1.record.number }
            .map { OwedRecord(message: $0.record, openSteps: $0.openSteps) }
    }

    /// The reports that were not acknowledged, in the order in which their messages were taken.
    var openReports: [(report: OwedReport, message: AcceptedRecord)] {
        places.indices.filter { places[$0].openSteps != 0 }
            .sorted { places[$0].record.number < places[$1].record.number }
            .flatMap { index in
                let message = places[index]
                return (UInt8(0)..<8).filter { message.openSteps & 1 << $0 != 0 }.map { step in
                    let number = message.record.number
                    let report = OwedReport(place: Int32(index), step: step, message: number)
                    return (report, message.record)
                }
            }
    }

    /// Adds a message of which some steps are open, and returns its place.
    mutating func insert(_ message: OwedMessage) -> Int32 {
        guard let place = free.popLast() else {
            places.append(message)
            return Int32(places.count - 1)
        }
        places[Int(place)] = message
        return place
    }

    /// The message of a report; nil when the report was settled.
    subscript(report: OwedReport) -> AcceptedRecord? {
        isOpen(report) ? places[Int(report.place)].record : nil
    }

    func isOpen(_ report: OwedReport) -> Bool {
        let message = places[Int(report.place)]
        return message.record.number == report.message
            && message.openSteps & 1 << report.step != 0
    }

    /// Strikes a report, and says whether it was open.
    mutating func settle(_ report: OwedReport) -> Bool {
        guard isOpen(report) else { return false }
        places[Int(report.place)].openSteps &= ~(1 << report.step)
        if places[Int(report.place)].openSteps == 0 { free.append(report.place) }
        return true
    }
}
