import Attributes
import Essentials
import Filters

extension EventCounting {
    /// The candidates whose events contain the sequence.
    ///
    /// Collects the possible steps by groups of contacts that fit into the processor's cache,
    /// sorts each group by contact with a counting sort, and runs the evaluator's own machine on
    /// each contact's events.
    func contacts(meeting sequence: BoundSequence) -> Bits {
        let steps = EventSteps(sequence, in: columns)
        let counting = narrowed(by: steps, sequence)
        var groups = counting.groups(of: steps)
        var found = Bits(count: room)
        var sorter = MomentSorter()
        for index in groups.indices {
            let first = index << EventCounting.groupBits
            guard columns.pace.spend(16 * groups[index].count) else { return found }
            sorter.sort(groups[index])
            groups[index] = []
            for slot in 0..<1 << EventCounting.groupBits {
                let range = sorter.range(of: slot)
                guard !range.isEmpty, first + slot > 0 else { continue }
                if sequence.holds(for: sorter.moments[range], &sorter.waiting) {
                    found.insertWithinRoom(first + slot)
                }
            }
        }
        found.formIntersection(candidates)
        return found
    }

    /// How many contacts' events are sorted together, as a power of two.
    static let groupBits = 13

    /// Keeps only contacts that have an event for each required step.
    ///
    /// A step that most events can be is skipped: testing it costs more than it saves.
    private func narrowed(by steps: EventSteps, _ sequence: BoundSequence) -> EventCounting {
        var counting = self
        let count = sequence.tests.count - (sequence.lastIsAbsent ? 1 : 0)
        for step in (0..<count).sorted(by: { steps.counts[$0] < steps.counts[$1] }) {
            guard steps.counts[step] * 2 <= steps.total else { break }
            var found = Bits(count: room)
            let owners = columns.owners
            for part in steps.parts where !part.masks[step].isEmpty {
                var mask = part.masks[step]
                counting.narrow(&mask, of: part.chunk)
                let sources = part.chunk.sources
                mask.forEach { found.insertWithinRoom(Int(owners[Int(sources[$0])])) }
            }
            found.formIntersection(counting.candidates)
            counting = EventCounting(columns, of: found)
        }
        return counting
    }

    private func groups(of steps: EventSteps) -> [[OwnedMoment]] {
        let count = (room >> EventCounting.groupBits) + 1
        var groups: [[OwnedMoment]] = Array(repeating: [], count: count)
        let owners = columns.owners
        let slots = UInt32(1 << EventCounting.groupBits - 1)
        for part in steps.parts {
            let (sources, dates) = (part.chunk.sources, part.chunk.dates)
            var mask = part.any
            narrow(&mask, of: part.chunk)
            mask.forEach { row in
                let owner = owners[Int(sources[row])]
                let moment = OwnedMoment(
                    date: dates[row],
                    slot: UInt16(truncatingIfNeeded: owner & slots),
                    steps: part.steps(row)
                )
                groups[Int(owner >> UInt32(EventCounting.groupBits))].append(moment)
            }
        }
        return groups
    }
}

/// An event of a contact of the group that is one or more steps.
struct OwnedMoment {
    let date: Int64
    /// The contact's index in the group.
    let slot: UInt16
    let steps: UInt8
}

/// The events that can be steps of a sequence, chunk by chunk.
private struct EventSteps {
    private(set) var parts: [Part] = []
    /// How many events each step can be.
    private(set) var counts: [Int]
    private(set) var total = 0

    struct Part {
        let chunk: EventTable.Chunk
        let masks: [RowMask]
        let any: RowMask
        /// The steps that every event of ``any`` is, if all are the same.
        let common: UInt8?

        /// The bit of each step that an event can be.
        @inline(__always)
        func steps(_ row: Int) -> UInt8 {
            if let common { return common }
            var steps: UInt8 = 0
            for step in masks.indices where masks[step][row] { steps |= 1 << UInt8(step) }
            return steps
        }
    }

    init(_ sequence: BoundSequence, in columns: AudienceColumns) {
        counts = Array(repeating: 0, count: sequence.tests.count)
        for table in columns.tables {
            let selections = sequence.tests.map { EventSelection($0, in: table, columns.pace) }
            for chunk in table.chunks {
                let masks = selections.map { $0.rows(of: chunk) }
                var any = RowMask(count: chunk.count)
                var common: UInt8 = 0
                var count = 0
                for (step, mask) in masks.enumerated() where !mask.isEmpty {
                    any.formUnion(mask)
                    common |= 1 << UInt8(step)
                    count += mask.cardinality
                    counts[step] += mask.cardinality
                }
                guard !any.isEmpty else { continue }
                let number = any.cardinality
                total += number
                // Then each event is all of these steps, or there is only one of them.
                let isSame = count == number * common.nonzeroBitCount
                parts.append(
                    Part(chunk: chunk, masks: masks, any: any, common: isSame ? common : nil)
                )
            }
        }
    }
}

/// Sorts the moments of a group by contact, and those of each contact by time.
private struct MomentSorter {
    private(set) var moments: [BoundSequence.Moment] = []
    /// The end of the moments of each contact.
    private var ends: [Int32] = Array(repeating: 0, count: 1 << EventCounting.groupBits + 1)
    /// Scratch space for the sequence machine.
    var waiting: [Int64] = []

    mutating func sort(_ unordered: [OwnedMoment]) {
        for index in ends.indices { ends[index] = 0 }
        // Counted one index further on, so that filling turns starts into ends.
        for moment in unordered { ends[Int(moment.slot) + 1] += 1 }
        var sum: Int32 = 0
        for index in ends.indices {
            sum += ends[index]
            ends[index] = sum
        }
        let nothing = BoundSequence.Moment(date: 0, steps: 0)
        if moments.count < unordered.count {
            moments = Array(repeating: nothing, count: unordered.count)
        }
        for moment in unordered {
            let slot = Int(moment.slot)
            moments[Int(ends[slot])] = BoundSequence.Moment(date: moment.date, steps: moment.steps)
            ends[slot] += 1
        }
        var start = 0
        for slot in 0..<1 << EventCounting.groupBits {
            let end = Int(ends[slot])
            if end - start > 1 { sort(start..<end) }
            start = end
        }
    }

    func range(of slot: Int) -> Range<Int> {
        (slot > 0 ? Int(ends[slot - 1]) : 0)..<Int(ends[slot])
    }

    private mutating func sort(_ range: Range<Int>) {
        guard range.count <= 32 else {
            return moments[range].sort { $0.date < $1.date }
        }
        var next = range.lowerBound + 1
        while next < range.upperBound {
            let moment = moments[next]
            var place = next
            while place > range.lowerBound, moments[place - 1].date > moment.date {
                moments[place] = moments[place - 1]
                place -= 1
            }
            moments[place] = moment
            next += 1
        }
    }
}
