import Essentials
public import Filters

extension AudienceColumns {
    /// Computes aggregations over the contacts that match a filter.
    ///
    /// - Parameters:
    ///   - aggregations: what to compute.
    ///   - filter: selects the contacts.
    /// - Returns: the results in the order of the aggregations, and how many contacts matched.
    /// - Throws: ``FilterError`` if there are too many buckets.
    public func aggregate(
        _ aggregations: [Aggregation],
        of filter: BoundFilter
    ) throws(FilterError) -> (results: [AggregationResult], total: Int) {
        let compiled = CompiledFilter(filter, in: self)
        let selections = contacts.chunks.map { chunk in
            Selection(
                list: contacts.list,
                values: chunk.values,
                events: nil,
                rows: compiled.rows(of: chunk).numbers
            )
        }
        return try aggregate(aggregations, selections, filter.context)
    }

    /// Computes aggregations over the events that match a filter.
    ///
    /// - Parameters:
    ///   - aggregations: what to compute.
    ///   - filter: selects the events.
    ///   - context: its time zone defines the days of date histograms.
    /// - Returns: the results in the order of the aggregations, and how many events matched.
    /// - Throws: ``FilterError`` if there are too many buckets.
    public func aggregate(
        _ aggregations: [Aggregation],
        of filter: BoundEventFilter,
        _ context: FilterContext
    ) throws(FilterError) -> (results: [AggregationResult], total: Int) {
        var selections: [Selection] = []
        for table in tables {
            let selection = EventSelection(filter.root, in: table, pace)
            for chunk in table.chunks {
                guard pace.spend(4 * chunk.count) else { break }
                let rows = selection.rows(of: chunk).numbers
                    .filter { owners[Int(chunk.sources[Int($0)])] != 0 }
                guard !rows.isEmpty else { continue }
                selections.append(
                    Selection(
                        list: table.list,
                        values: chunk.values,
                        events: (chunk, table.type),
                        rows: rows
                    )
                )
            }
        }
        return try aggregate(aggregations, selections, context)
    }

    private func aggregate(
        _ aggregations: [Aggregation],
        _ selections: [Selection],
        _ context: FilterContext
    ) throws(FilterError) -> (results: [AggregationResult], total: Int) {
        var aggregator = Aggregator(context, pace)
        let results = try aggregator.results(aggregations, selections)
        return (results, selections.reduce(0) { $0 + $1.rows.count })
    }
}

extension RowMask {
    /// The rows in order.
    fileprivate var numbers: [UInt16] {
        var numbers: [UInt16] = []
        numbers.reserveCapacity(cardinality)
        forEach { numbers.append(UInt16(truncatingIfNeeded: $0)) }
        return numbers
    }
}
