import Attributes
import Essentials
import Filters

extension EventCounting {
    /// The candidates whose first or last event of the types meets a condition.
    ///
    /// First finds which event that is, by date and then by id; then checks for each event that
    /// meets the conditions whether it is one of them.
    func extremes(_ condition: BoundEventCondition, _ tables: [EventTable]) -> Bits {
        let places = tables.flatMap { table in
            table.chunks.map { AudienceColumns.EventPlace(table: table, chunk: $0) }
        }
        let owners = columns.owners
        let positions = extremes(condition.occurrence, places)
        let selections = tables.map { EventSelection(condition.test, in: $0, columns.pace) }
        let numbers = condition.measure.parameter.map { ParameterNumbers($0) }
        var met = Bits(count: room)
        var passed = Bits(count: room)
        var table = 0
        for (index, place) in places.enumerated() {
            while tables[table] !== place.table { table += 1 }
            var mask = selections[table].rows(of: place.chunk)
            narrow(&mask, of: place.chunk)
            let sources = place.chunk.sources
            mask.forEach { row in
                let owner = Int(owners[Int(sources[row])])
                let position = positions[slot(of: owner)]
                guard position == EventCounting.position(index, row) else { return }
                var tally = Tally()
                if let numbers {
                    numbers.forEach(at: row, of: place) { number, millionths in
                        condition.measure.add(number, millionths, to: &tally)
                    }
                } else {
                    tally.count = 1
                }
                met.insertWithinRoom(owner)
                if condition.measure.holds(for: tally) { passed.insertWithinRoom(owner) }
            }
        }
        let unmetPasses = condition.measure.holds(for: Tally())
        return candidates.filter { met[$0] ? passed[$0] : unmetPasses }
    }

    /// The position of the first or last event of each contact.
    private func extremes(
        _ occurrence: EventCondition.Occurrence,
        _ places: [AudienceColumns.EventPlace]
    ) -> [UInt32] {
        let isFirst = occurrence == .first
        let owners = columns.owners
        var positions = Array(repeating: EventCounting.nowhere, count: slots)
        var dates: [Int64] = Array(repeating: 0, count: slots)
        for (index, place) in places.enumerated() {
            let chunk = place.chunk
            let (sources, moments) = (chunk.sources, chunk.dates)
            var mask = RowMask(all: chunk.count)
            narrow(&mask, of: chunk)
            mask.forEach { row in
                let slot = slot(of: Int(owners[Int(sources[row])]))
                let date = moments[row]
                let known = positions[slot]
                if known != EventCounting.nowhere {
                    let isBefore: Bool
                    if date == dates[slot] {
                        let (other, otherRow) = EventCounting.place(known)
                        isBefore = chunk.ids[row] < places[other].chunk.ids[otherRow]
                    } else {
                        isBefore = date < dates[slot]
                    }
                    guard isBefore == isFirst else { return }
                }
                dates[slot] = date
                positions[slot] = EventCounting.position(index, row)
            }
        }
        return positions
    }

    private static let nowhere = UInt32.max
    private static let rowBits = RowMask.rows.trailingZeroBitCount

    /// The number of a chunk and of a row in it, combined.
    @inline(__always)
    private static func position(_ chunk: Int, _ row: Int) -> UInt32 {
        UInt32(truncatingIfNeeded: chunk << rowBits | row)
    }

    private static func place(_ position: UInt32) -> (chunk: Int, row: Int) {
        (Int(position) >> rowBits, Int(position) & (RowMask.rows - 1))
    }
}
