import Attributes
public import Essentials
public import Filters

/// An event that matched: its id and its source.
public struct EventRow: Sendable, Hashable {
    /// The id that it was added with.
    public let id: Int64
    /// The source contact that it belongs to.
    public let source: SourceRow
}

/// The order of events.
public enum EventSort: Sendable, Hashable {
    /// When they happened.
    case date
    /// When they were received.
    case created
    /// A parameter.
    case parameter(String)
}

extension AudienceColumns {
    /// How many events match.
    public func count(_ filter: BoundEventFilter) -> Int {
        var count = 0
        forEachEvent(of: tables, filter.root) { owner, _, _ in if owner != 0 { count += 1 } }
        return count
    }

    /// The first events that match, sorted; equal keys in the order of their ids.
    ///
    /// - Parameters:
    ///   - filter: selects the events.
    ///   - sort: what to sort by; events without the value come last in both directions.
    ///   - ascending: whether the lowest value comes first.
    ///   - limit: how many to return.
    /// - Returns: the events, and how many match in total.
    public func first(
        _ filter: BoundEventFilter,
        by sort: EventSort = .created,
        ascending: Bool = false,
        limit: Int
    ) -> (rows: [EventRow], total: Int) {
        var best = BestRows(limit: limit, ascending: ascending)
        var total = 0
        var keys: (chunk: ObjectIdentifier, keys: SortKeys?)?
        if case .parameter(let name) = sort { prepareOrder(of: name) }
        forEachEvent(of: tables, filter.root) { owner, place, row in
            guard owner != 0 else { return }
            total += 1
            let key: SortKey
            switch sort {
            case .date: key = .whole(place.chunk.dates[row])
            case .created: key = .whole(place.chunk.created[row])
            case .parameter(let name):
                if keys?.chunk != ObjectIdentifier(place.chunk) {
                    let found = place.table.list.index(of: name).map {
                        SortKeys(place.chunk.values[$0], place.table.list.columns[$0])
                    }
                    keys = (ObjectIdentifier(place.chunk), found)
                }
                key = keys?.keys?.key(row) ?? .missing
            }
            best.offer(key, place.chunk.ids[row], source: place.chunk.sources[row])
        }
        return (best.sorted(pace).map(EventRow.init), total)
    }

    /// The events that match after an id, in ascending or descending order of ids.
    ///
    /// - Parameters:
    ///   - filter: selects the events.
    ///   - id: the end of the previous page; nil for the first page.
    ///   - last: the highest id when the scroll began.
    ///   - ascending: whether the smallest id comes first.
    ///   - limit: the most events of the page.
    /// - Returns: the events.
    public func page(
        _ filter: BoundEventFilter,
        after id: Int64?,
        through last: Int64,
        ascending: Bool = true,
        limit: Int
    ) -> [EventRow] {
        let lowest = ascending ? id.map { $0 &+ 1 } ?? .min : .min
        let highest = ascending ? last : min(last, id.map { $0 &- 1 } ?? .max)
        var best = BestRows(limit: limit, ascending: ascending)
        forEachEvent(of: tables, filter.root) { owner, place, row in
            let number = place.chunk.ids[row]
            guard owner != 0, number >= lowest, number <= highest else { return }
            best.offer(.whole(number), number, source: place.chunk.sources[row])
        }
        return best.sorted(pace).map(EventRow.init)
    }

    /// The events of a contact's sources, latest first, at most `limit`; of simultaneous events the
    /// one with the higher id first.
    ///
    /// A page begins after the event at which the previous one ended. Scans the source of every
    /// event: some 15 ms for 10,000,000.
    public func timeline(
        of sources: Set<SourceRow>,
        before place: (date: Timestamp, id: Int64)? = nil,
        limit: Int
    ) -> [EventRow] {
        let end = place.map { (date: $0.date.microseconds, id: $0.id) }
        var numbers = Bits(count: owners.count)
        for source in sources { numbers[Int(source.number)] = true }
        var best = BestRows(limit: limit, ascending: false)
        for table in tables {
            for chunk in table.chunks {
                guard pace.spend(2 * chunk.count) else { return [] }
                for row in 0..<chunk.count where numbers[Int(chunk.sources[row])] {
                    let (date, id) = (chunk.dates[row], chunk.ids[row])
                    if let end, (date, id) >= end { continue }
                    // Equal keys come in the order of their numbers.
                    best.offer(.whole(date), -id, source: chunk.sources[row])
                }
            }
        }
        return best.sorted(pace).map {
            EventRow(id: -$0.number, source: SourceRow(number: $0.source))
        }
    }
}

extension AudienceColumns {
    /// Prepares to sort events by a parameter that is a text.
    private func prepareOrder(of parameter: String) {
        for table in tables {
            guard let index = table.list.index(of: parameter) else { continue }
            let column = table.list.columns[index]
            if column.type.isTextual { _ = column.pool.prepareOrder(pace) }
        }
    }
}

extension EventRow {
    fileprivate init(_ row: BestRows.Row) {
        self.init(id: row.number, source: SourceRow(number: row.source))
    }
}
