/// How often each kind of fault met each durable step.
///
/// A crash meets the transactions that it loses or leaves unanswered. Another fault meets the
/// transactions that are committed while it is in effect.
public struct FaultCoverage: Sendable {
    /// How often each fault happened.
    public private(set) var counts: [Fault: Int] = [:]
    private var meetings: [Fault: [DurableStep: Int]] = [:]

    /// Creates an empty table.
    public init() {}

    /// How often the fault met the step.
    public func meetings(of fault: Fault, with step: DurableStep) -> Int {
        meetings[fault]?[step] ?? 0
    }

    /// The pairs that never met.
    public var gaps: [(fault: Fault, step: DurableStep)] {
        Fault.allCases.flatMap { fault in
            DurableStep.allCases.filter { meetings(of: fault, with: $0) == 0 }
                .map { (fault, $0) }
        }
    }

    /// How many faults there were in all.
    public var total: Int { counts.values.reduce(0, +) }

    mutating func happened(_ fault: Fault) { counts[fault, default: 0] += 1 }

    mutating func met(_ fault: Fault, _ step: DurableStep) {
        meetings[fault, default: [:]][step, default: 0] += 1
    }

    /// Adds the figures of another world.
    public mutating func add(_ other: FaultCoverage) {
        for (fault, count) in other.counts { counts[fault, default: 0] += count }
        for (fault, steps) in other.meetings {
            for (step, count) in steps { meetings[fault, default: [:]][step, default: 0] += count }
        }
    }

    /// The table as text: a row for each fault, a column for each step.
    public var table: String {
        let steps = DurableStep.allCases
        let header = ["fault", "count"] + steps.map(\.rawValue)
        let rows = Fault.allCases.map { fault in
            [fault.rawValue, "\(counts[fault] ?? 0)"]
                + steps.map { "\(meetings(of: fault, with: $0))" }
        }
        let widths = header.indices.map { column in
            ([header] + rows).map { $0[column].count }.max() ?? 0
        }
        return ([header] + rows).map { row in
            row.enumerated().map { column, cell in
                let padding = String(repeating: " ", count: widths[column] - cell.count)
                return column == 0 ? cell + padding : padding + cell
            }.joined(separator: "  ")
        }.joined(separator: "\n")
    }
}
