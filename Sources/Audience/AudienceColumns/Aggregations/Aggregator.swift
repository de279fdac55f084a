import Attributes
import Essentials
import Filters

/// The rows of one chunk to aggregate.
struct Selection {
    let list: ColumnList
    let values: VectorList
    /// For events, their chunk and type.
    let events: (chunk: EventTable.Chunk, type: String)?
    var rows: [UInt16]
}

/// Computes aggregations over rows, and recursively over their buckets.
struct Aggregator {
    let context: FilterContext
    private var buckets = 0
    private let pace: Pace

    init(_ context: FilterContext, _ pace: Pace) {
        self.context = context
        self.pace = pace
    }

    mutating func results(
        _ aggregations: [Aggregation],
        _ selections: [Selection],
        at path: String = "aggregations"
    ) throws(FilterError) -> [AggregationResult] {
        var results: [AggregationResult] = []
        for aggregation in aggregations {
            let path = "\(path).\(aggregation.name)"
            let outcome = try outcome(aggregation, selections, at: path)
            results.append(AggregationResult(name: aggregation.name, outcome: outcome))
        }
        return results
    }

    private mutating func outcome(
        _ aggregation: Aggregation,
        _ selections: [Selection],
        at path: String
    ) throws(FilterError) -> AggregationResult.Outcome {
        guard let key = aggregation.key else {
            return .value(.integer(selections.reduce(0) { $0 + Int64($1.rows.count) }))
        }
        switch aggregation.kind {
        case .count:
            let count = selections.reduce(0) { total, selection in
                guard spend(selection) else { return total }
                let cells = Cells(key, selection)
                return total + selection.rows.count { cells.has(Int($0)) }
            }
            return .value(.integer(Int64(count)))
        case .sum, .average, .minimum, .maximum: return tally(aggregation.kind, key, selections)
        case .percentiles(let percents):
            var numbers: [Double] = []
            for selection in selections where spend(selection) {
                let cells = Cells(key, selection)
                for row in selection.rows { cells.forEachNumber(Int(row)) { numbers.append($0) } }
            }
            numbers.sort()
            return .percentiles(
                percents.map {
                    AggregationResult.Percentile(percent: $0, value: numbers.percentile($0))
                }
            )
        case .cardinality:
            var groups = Groups(keepsRows: false)
            group(key, selections, &groups) { $0 }
            return .value(.integer(Int64(groups.keys.count)))
        case .terms(let size):
            var groups = Groups(keepsRows: !aggregation.children.isEmpty)
            group(key, selections, &groups) { $0 }
            return try terms(groups, size, aggregation, selections, at: path)
        case .histogram(let interval):
            return try histogram(key, aggregation, selections, at: path) {
                $0.start(ofInterval: interval)
            }
        case .dateHistogram(let unit):
            let context = context
            return try histogram(key, aggregation, selections, at: path) {
                $0.start(of: unit, context)
            }
        }
    }

    /// Counts the work on the rows of a chunk; whether to go on.
    private func spend(_ selection: Selection) -> Bool { pace.spend(20 * selection.rows.count) }

    // MARK: Numbers

    private func tally(
        _ kind: Aggregation.Kind,
        _ key: Aggregation.Key,
        _ selections: [Selection]
    ) -> AggregationResult.Outcome {
        var tally = Tally()
        var least: AttributeValue?
        var greatest: AttributeValue?
        for selection in selections where spend(selection) {
            let cells = Cells(key, selection)
            for row in selection.rows {
                if key.type.isNumeric {
                    cells.forEachExact(Int(row)) { number, millionths in
                        tally.count += 1
                        tally.sum += millionths
                        tally.minimum = min(tally.minimum, number)
                        tally.maximum = max(tally.maximum, number)
                    }
                } else {
                    cells.forEachValue(Int(row)) { value in
                        tally.count += 1
                        least = min(least ?? value, value)
                        greatest = max(greatest ?? value, value)
                    }
                }
            }
        }
        guard tally.count > 0 else { return .value(kind == .sum ? .decimal(0) : nil) }
        switch kind {
        case .sum: return .value(AttributeValue(millionths: tally.sum))
        case .average: return .value(.decimal(tally.mean))
        case .minimum: return .value(least ?? .decimal(tally.minimum))
        default: return .value(greatest ?? .decimal(tally.maximum))
        }
    }

    // MARK: Buckets

    /// Adds each row to the groups of its values.
    private func group(
        _ key: Aggregation.Key,
        _ selections: [Selection],
        _ groups: inout Groups,
        _ bucket: (AttributeValue) -> AttributeValue
    ) {
        for (index, selection) in selections.enumerated() {
            let cells = Cells(key, selection)
            // Too many will be refused, and there could be one for each row.
            if groups.isBeyondLimit || !spend(selection) { return }
            groups.begin(selection: index, pool: cells.pool)
            for row in selection.rows {
                var isMissing = true
                cells.forEachCell(Int(row)) { cell in
                    isMissing = false
                    groups.add(row, cell) { bucket(cells.value(cell)) }
                }
                if isMissing { groups.missing += 1 }
            }
        }
    }

    private mutating func terms(
        _ groups: Groups,
        _ size: Int,
        _ aggregation: Aggregation,
        _ selections: [Selection],
        at path: String
    ) throws(FilterError) -> AggregationResult.Outcome {
        let order = groups.keys.indices.sorted {
            groups.counts[$0] == groups.counts[$1]
                ? groups.keys[$0] < groups.keys[$1] : groups.counts[$0] > groups.counts[$1]
        }
        let chosen = Array(order.prefix(size))
        let others = order.dropFirst(size).reduce(0) { $0 + groups.counts[$1] }
        let buckets = try self.buckets(chosen, groups, aggregation, selections, at: path)
        return .buckets(buckets, others: others, missing: groups.missing)
    }

    private mutating func histogram(
        _ key: Aggregation.Key,
        _ aggregation: Aggregation,
        _ selections: [Selection],
        at path: String,
        _ start: (AttributeValue) -> AttributeValue
    ) throws(FilterError) -> AggregationResult.Outcome {
        let spans = BucketSpans(zone: key.type == .datetime ? context.zone : nil)
        var groups = Groups(keepsRows: !aggregation.children.isEmpty, spans: spans)
        group(key, selections, &groups, start)
        let order = groups.keys.indices.sorted { groups.keys[$0] < groups.keys[$1] }
        let buckets = try self.buckets(order, groups, aggregation, selections, at: path)
        return .buckets(buckets, others: 0, missing: groups.missing)
    }

    private mutating func buckets(
        _ order: [Int],
        _ groups: Groups,
        _ aggregation: Aggregation,
        _ selections: [Selection],
        at path: String
    ) throws(FilterError) -> [AggregationResult.Bucket] {
        buckets += order.count
        guard buckets <= Aggregation.Limits.buckets else {
            throw FilterError(
                .tooLarge,
                at: path,
                Phrase.mustHave("at most \(Aggregation.Limits.buckets) buckets")
            )
        }
        var found: [AggregationResult.Bucket] = []
        for index in order {
            var results: [AggregationResult] = []
            if !aggregation.children.isEmpty {
                let part = groups.rows[index].map { share -> Selection in
                    var selection = selections[share.selection]
                    selection.rows = share.rows
                    return selection
                }
                let path = "\(path).aggregations"
                results = try self.results(aggregation.children, part, at: path)
            }
            found.append(
                AggregationResult.Bucket(
                    key: groups.keys[index],
                    count: groups.counts[index],
                    results: results
                )
            )
        }
        return found
    }
}

extension AttributeValue {
    /// A sum; whole ones of 64 bits are exact.
    fileprivate init(millionths sum: Int128) {
        let (whole, rest) = sum.quotientAndRemainder(dividingBy: 1_000_000)
        if rest == 0, let number = Int64(exactly: whole) {
            self.init(exactly: number)
        } else {
            self = .decimal(Double(sum) / 1e6)
        }
    }
}

extension [Double] {
    /// The number below which a percentage of the sorted numbers lie; nil if there are none.
    fileprivate func percentile(_ percent: Double) -> Double? {
        guard let last else { return nil }
        let position = percent / 100 * Double(count - 1)
        let index = Int(position)
        guard index + 1 < count else { return last }
        return self[index] + (self[index + 1] - self[index]) * (position - Double(index))
    }
}
