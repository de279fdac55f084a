import Attributes
import Essentials
import Filters

/// Evaluates conditions on events for the candidates.
///
/// One pass over the event tables adds each event to its contact's total. Contacts come in no
/// order, so most time is spent waiting for memory. So events of other contacts are skipped by one
/// bit per source, which fits into the processor's cache, and the state per contact is small.
struct EventCounting {
    let columns: AudienceColumns
    /// The numbers of the candidates.
    let candidates: Bits
    /// The sources of the candidates; nil if most contacts are candidates.
    private let sources: Bits?
    /// The rank of each candidate; nil if it equals its number.
    private let ranks: Ranks?

    init(_ columns: AudienceColumns, of candidates: Bits) {
        self.columns = columns
        self.candidates = candidates
        let owners = columns.owners
        let areFew = candidates.count * 4 < columns.contactCount * 3
        sources = areFew ? Bits(count: owners.count) { candidates[Int(owners[$0])] } : nil
        ranks = areFew ? Ranks(candidates) : nil
    }

    /// The candidates whose events match a condition.
    func contacts(meeting condition: BoundEventCondition) -> Bits {
        let tables = columns.tables.filter { condition.includes(type: $0.type) }
        let measure = condition.measure
        if condition.occurrence != .every { return extremes(condition, tables) }
        switch measure.function {
        case .count where measure.wantsAny: return some(measure, tables, condition.test)
        case .count:
            var counts: [UInt32] = Array(repeating: 0, count: slots)
            forEachEvent(of: tables, condition.test) { owner in counts[slot(of: owner)] += 1 }
            return candidates.filter { serial in
                measure.holds(for: Tally(count: Int64(counts[slot(of: serial)])))
            }
        case .sum, .average:
            // Sums beyond 64 bits of millionths are computed again with 128 bits.
            return totals(Int64.self, measure, tables, condition.test)
                ?? totals(Int128.self, measure, tables, condition.test) ?? Bits()
        case .minimum, .maximum: return limits(measure, tables, condition.test)
        }
    }

    /// The number of contact numbers; number 0 collects the events of removed sources.
    var room: Int { Int(columns.contacts.lastSerial) + 1 }

    /// The number of slots, one per candidate.
    var slots: Int { ranks?.count ?? room }

    /// The slot of a candidate.
    @inline(__always)
    func slot(of serial: Int) -> Int { ranks?.rank(of: serial) ?? serial }

    private func some(
        _ measure: BoundMeasure,
        _ tables: [EventTable],
        _ test: ConditionTree<BoundEventTest>
    ) -> Bits {
        var found = Bits(count: room)
        forEachEvent(of: tables, test) { found.insertWithinRoom($0) }
        var left = candidates
        if measure.wantsNone { left.subtract(found) } else { left.formIntersection(found) }
        return left
    }

    /// Nil if a sum overflows the type.
    private func totals<Number: FixedWidthInteger>(
        _: Number.Type,
        _ measure: BoundMeasure,
        _ tables: [EventTable],
        _ test: ConditionTree<BoundEventTest>
    ) -> Bits? {
        let isMean = measure.function == .average
        let numbers = ParameterNumbers(measure.parameter ?? "")
        let owners = columns.owners
        var sums: [Number] = Array(repeating: 0, count: slots)
        var counts: [UInt32] = Array(repeating: 0, count: isMean ? slots : 0)
        var isBeyond = false
        forEachChunk(of: tables, test) { place, mask in
            let sources = place.chunk.sources
            numbers.forEach(in: mask, of: place) { row, _, millionths in
                let slot = slot(of: Int(owners[Int(sources[row])]))
                let number = Number(truncatingIfNeeded: millionths)
                let (sum, overflow) = sums[slot].addingReportingOverflow(number)
                isBeyond = isBeyond || overflow || Int128(number) != millionths
                sums[slot] = sum
                if isMean { counts[slot] += 1 }
            }
        }
        guard !isBeyond else { return nil }
        return candidates.filter { serial in
            let slot = slot(of: serial)
            let count = isMean ? Int64(counts[slot]) : 0
            return measure.holds(for: Tally(count: count, sum: Int128(sums[slot])))
        }
    }

    private func limits(
        _ measure: BoundMeasure,
        _ tables: [EventTable],
        _ test: ConditionTree<BoundEventTest>
    ) -> Bits {
        let isLeast = measure.function == .minimum
        let numbers = ParameterNumbers(measure.parameter ?? "")
        let owners = columns.owners
        var limits: [Double] = Array(repeating: .nan, count: slots)
        forEachChunk(of: tables, test) { place, mask in
            let sources = place.chunk.sources
            numbers.forEach(in: mask, of: place) { row, number, _ in
                let slot = slot(of: Int(owners[Int(sources[row])]))
                let known = limits[slot]
                // Comparisons with NaN, the initial value, are false.
                let isBetter = isLeast ? !(known <= number) : !(known >= number)
                if isBetter { limits[slot] = number }
            }
        }
        return candidates.filter { serial in
            let number = limits[slot(of: serial)]
            guard !number.isNaN else { return false }
            return measure.holds(for: Tally(count: 1, minimum: number, maximum: number))
        }
    }

    // MARK: Events

    /// Restricts the rows of a chunk to those of candidates.
    func narrow(_ mask: inout RowMask, of chunk: EventTable.Chunk) {
        if let sources { mask.formIntersection(of: chunk.sources, in: sources) }
    }

    /// Calls the body with each chunk that has matching events of candidates, and with them.
    @inline(__always)
    private func forEachChunk(
        of tables: [EventTable],
        _ test: ConditionTree<BoundEventTest>,
        _ body: (AudienceColumns.EventPlace, RowMask) -> Void
    ) {
        columns.forEachChunk(of: tables, test) { place, mask in
            var mask = mask
            narrow(&mask, of: place.chunk)
            body(place, mask)
        }
    }

    @inline(__always)
    private func forEachEvent(
        of tables: [EventTable],
        _ test: ConditionTree<BoundEventTest>,
        _ body: (_ owner: Int) -> Void
    ) {
        let owners = columns.owners
        forEachChunk(of: tables, test) { place, mask in
            let sources = place.chunk.sources
            mask.forEach { row in body(Int(owners[Int(sources[row])])) }
        }
    }
}

extension AudienceColumns {
    /// The position of an event.
    struct EventPlace {
        let table: EventTable
        let chunk: EventTable.Chunk
    }

    /// Calls the body with the contact's number and the position of each matching event.
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

    /// Calls the body with each chunk that has matching events, and with them.
    @inline(__always)
    func forEachChunk(
        of tables: [EventTable],
        _ test: ConditionTree<BoundEventTest>,
        _ body: (EventPlace, RowMask) -> Void
    ) {
        for table in tables {
            let selection = EventSelection(test, in: table, pace)
            for chunk in table.chunks {
                guard pace.spend(4 * chunk.count) else { return }
                let mask = selection.rows(of: chunk)
                if !mask.isEmpty { body(EventPlace(table: table, chunk: chunk), mask) }
            }
        }
    }
}

extension BoundMeasure {
    /// Whether it only matters if the count is zero: at least one, or exactly none.
    fileprivate var wantsAny: Bool {
        whole == [1...Int64.max] || wantsNone
    }

    /// Whether the count must be zero.
    fileprivate var wantsNone: Bool {
        whole == [0...0] && !isNegated || whole == [1...Int64.max] && isNegated
    }
}
