import Attributes
import Essentials

extension AudienceColumns {
    /// The serial numbers of the contacts whose events meet a condition.
    ///
    /// Goes once through the tables of the types; what each event comes to is added to its contact.
    /// Number 0 takes the events of sources that are gone.
    func contacts(meeting condition: BoundEventCondition) -> Bits {
        let tables = tables.filter { condition.looksAt(type: $0.type) }
        if condition.occurrence != .every { return extremes(condition, tables) }
        let room = Int(contacts.lastSerial) + 1
        if condition.measure.function == .count, condition.measure.wantsAny {
            var found = Bits(count: room)
            forEachEvent(of: tables, condition.test) { owner, _, _ in
                found.insertWithinRoom(owner)
            }
            if condition.measure.wantsNone { found = found.complement(below: room) }
            return found
        }
        if condition.measure.function == .count {
            var counts: [UInt32] = Array(repeating: 0, count: room)
            forEachEvent(of: tables, condition.test) { owner, _, _ in counts[owner] += 1 }
            return contacts { condition.measure.holds(for: Tally(count: Int64(counts[$0]))) }
        }
        return contacts(meeting: condition.measure, tables, condition.test, room)
    }

    /// Adds up only what the measure needs: what is touched at random should be small.
    private func contacts(
        meeting measure: BoundMeasure,
        _ tables: [EventTable],
        _ test: ConditionTree<BoundEventTest>,
        _ room: Int
    ) -> Bits {
        let numbers = ParameterNumbers(measure.parameter ?? "")
        let owners = owners
        switch measure.function {
        case .count, .sum, .average:
            var sums: [(sum: Int128, count: Int64)] = Array(repeating: (0, 0), count: room)
            forEachChunk(of: tables, test) { place, mask in
                let sources = place.chunk.sources
                numbers.forEach(in: mask, of: place) { row, _, millionths in
                    let owner = Int(owners[Int(sources[row])])
                    sums[owner].sum += millionths
                    sums[owner].count += 1
                }
            }
            return contacts { measure.holds(for: Tally(count: sums[$0].count, sum: sums[$0].sum)) }
        case .minimum, .maximum:
            let isLeast = measure.function == .minimum
            var extremes: [Double] = Array(repeating: .nan, count: room)
            forEachChunk(of: tables, test) { place, mask in
                let sources = place.chunk.sources
                numbers.forEach(in: mask, of: place) { row, number, _ in
                    let owner = Int(owners[Int(sources[row])])
                    let known = extremes[owner]
                    // Nothing compares with what is not there yet.
                    let isBetter = isLeast ? !(known <= number) : !(known >= number)
                    if isBetter { extremes[owner] = number }
                }
            }
            return contacts { serial in
                let number = extremes[serial]
                guard !number.isNaN else { return false }
                return measure.holds(for: Tally(count: 1, minimum: number, maximum: number))
            }
        }
    }

    /// Where events lie.
    struct EventPlace {
        let table: EventTable
        let chunk: EventTable.Chunk
    }

    /// Calls with each event that meets the conditions: its contact's serial number, and its place.
    @inline(__always)
    func forEachEvent(
        of tables: [EventTable],
        _ test: ConditionTree<BoundEventTest>,
        _ body: (_ owner: Int, _ place: EventPlace, _ row: Int) -> Void
    ) {
        let owners = owners
        forEachChunk(of: tables, test) { place, mask in
            let sources = place.chunk.sources
            mask.forEach { row in body(Int(owners[Int(sources[row])]), place, row) }
        }
    }

    /// Calls with each chunk that has events which meet the conditions, and with these.
    @inline(__always)
    private func forEachChunk(
        of tables: [EventTable],
        _ test: ConditionTree<BoundEventTest>,
        _ body: (EventPlace, RowMask) -> Void
    ) {
        for table in tables {
            let selection = EventSelection(test, in: table)
            for chunk in table.chunks {
                let mask = selection.rows(of: chunk)
                if !mask.isEmpty { body(EventPlace(table: table, chunk: chunk), mask) }
            }
        }
    }

    private func contacts(_ isMet: (Int) -> Bool) -> Bits {
        var found = Bits(count: Int(contacts.lastSerial) + 1)
        for serial in 0...Int(contacts.lastSerial) where isMet(serial) {
            found.insertWithinRoom(serial)
        }
        return found
    }

    // MARK: First and last

    /// The first or last event of one contact.
    private struct Extreme {
        var date: Int64 = 0
        var id: Int64 = 0
        var isThere = false
        var isMet = false
        /// The tally of this one event.
        var tally = Tally()
    }

    private func extremes(_ condition: BoundEventCondition, _ tables: [EventTable]) -> Bits {
        let isFirst = condition.occurrence == .first
        var extremes = Array(repeating: Extreme(), count: Int(contacts.lastSerial) + 1)
        let numbers = ParameterNumbers(condition.measure.parameter ?? "")
        let isCount = condition.measure.parameter == nil
        for table in tables {
            let selection = EventSelection(condition.test, in: table)
            for chunk in table.chunks {
                let mask = selection.rows(of: chunk)
                let place = EventPlace(table: table, chunk: chunk)
                for row in 0..<chunk.count {
                    let owner = Int(owners[Int(chunk.sources[row])])
                    let (date, id) = (chunk.dates[row], chunk.ids[row])
                    let known = extremes[owner]
                    let isBefore = (date, id) < (known.date, known.id)
                    guard !known.isThere || isBefore == isFirst else { continue }
                    var tally = Tally()
                    if isCount {
                        tally.count = 1
                    } else if mask[row] {
                        numbers.forEach(at: row, of: place) { number, millionths in
                            condition.measure.count(number, millionths, into: &tally)
                        }
                    }
                    extremes[owner] = Extreme(
                        date: date,
                        id: id,
                        isThere: true,
                        isMet: mask[row],
                        tally: tally
                    )
                }
            }
        }
        return contacts { serial in
            let extreme = extremes[serial]
            return condition.measure.holds(for: extreme.isMet ? extreme.tally : Tally())
        }
    }

    // MARK: Sequences

    /// The serial numbers of the contacts whose events have the steps.
    ///
    /// Gathers what can be a step, brings it into the order of contacts by counting, and runs the
    /// evaluator's own machine over each contact's share.
    func contacts(meeting sequence: BoundSequence) -> Bits {
        let room = Int(contacts.lastSerial) + 1
        var owners: [UInt32] = []
        var moments: [BoundSequence.Moment] = []
        var ends: [Int] = Array(repeating: 0, count: room + 1)
        for table in tables {
            let selections = sequence.tests.map { EventSelection($0, in: table) }
            for chunk in table.chunks {
                let masks = selections.map { $0.rows(of: chunk) }
                var any = RowMask(count: chunk.count)
                for mask in masks { any.formUnion(mask) }
                any.forEach { row in
                    var steps: UInt8 = 0
                    for (step, mask) in masks.enumerated() where mask[row] {
                        steps |= 1 << UInt8(step)
                    }
                    let owner = self.owners[Int(chunk.sources[row])]
                    owners.append(owner)
                    moments.append(BoundSequence.Moment(date: chunk.dates[row], steps: steps))
                    ends[Int(owner) + 1] += 1
                }
            }
        }
        for serial in 1..<ends.count { ends[serial] += ends[serial - 1] }
        let starts = ends
        var positions = ends
        var ordered = moments
        for (index, owner) in owners.enumerated() {
            ordered[positions[Int(owner)]] = moments[index]
            positions[Int(owner)] += 1
        }
        var waiting: [Int64] = []
        return contacts { serial in
            let range = starts[serial]..<starts[serial + 1]
            guard serial > 0, !range.isEmpty else { return false }
            if !ordered[range].isInOrder { ordered[range].sort { $0.date < $1.date } }
            return sequence.holds(for: ordered[range], &waiting)
        }
    }
}

/// The numbers of a parameter of events, plain and in millionths.
struct ParameterNumbers {
    private let name: String

    init(_ name: String) { self.name = name }

    /// Calls with each number of the events of a chunk, and its event's row.
    @inline(__always)
    func forEach(
        in mask: RowMask,
        of place: AudienceColumns.EventPlace,
        _ body: (_ row: Int, Double, Int128) -> Void
    ) {
        switch vector(of: place) {
        case .decimals(let vector):
            let values = vector.values
            let present = vector.present
            mask.forEach { row in
                if present[row] { body(row, values[row], Int128(millionths: values[row])) }
            }
        case .wholes(let vector):
            let values = vector.values
            let present = vector.present
            mask.forEach { row in
                if present[row] { body(row, Double(values[row]), Int128(values[row]) * 1_000_000) }
            }
        case .lists(let lists):
            mask.forEach { row in
                for element in lists.range(row) {
                    ParameterNumbers.call(lists.elements, element) { body(row, $0, $1) }
                }
            }
        default: break
        }
    }

    /// Calls with each number of one event.
    func forEach(
        at row: Int,
        of place: AudienceColumns.EventPlace,
        _ body: (Double, Int128) -> Void
    ) {
        guard let vector = vector(of: place) else { return }
        guard case .lists(let lists) = vector else {
            return ParameterNumbers.call(vector, row, body)
        }
        for element in lists.range(row) { ParameterNumbers.call(lists.elements, element, body) }
    }

    private func vector(of place: AudienceColumns.EventPlace) -> Vector? {
        place.table.list.index(of: name).flatMap { place.chunk.values[$0] }
    }

    private static func call(_ vector: Vector, _ row: Int, _ body: (Double, Int128) -> Void) {
        switch vector {
        case .decimals(let vector) where vector.present[row]:
            body(vector.values[row], Int128(millionths: vector.values[row]))
        case .wholes(let vector) where vector.present[row]:
            body(Double(vector.values[row]), Int128(vector.values[row]) * 1_000_000)
        default: break
        }
    }
}

extension BoundMeasure {
    /// Whether the count only matters as none or some: at least one, or exactly none.
    var wantsAny: Bool {
        whole == [1...Int64.max] || wantsNone
    }

    /// Whether it must be none.
    var wantsNone: Bool {
        whole == [0...0] && !isNegated || whole == [1...Int64.max] && isNegated
    }
}

extension Bits {
    /// The numbers below the limit that are not in it.
    fileprivate func complement(below limit: Int) -> Bits {
        var complement = Bits(count: limit)
        for number in 0..<limit where !self[number] { complement.insertWithinRoom(number) }
        return complement
    }
}

extension ArraySlice<BoundSequence.Moment> {
    /// Whether they are in time order, as events mostly arrive.
    fileprivate var isInOrder: Bool {
        var index = startIndex + 1
        while index < endIndex {
            if self[index - 1].date > self[index].date { return false }
            index += 1
        }
        return true
    }
}
