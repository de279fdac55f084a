/// How often each kind of fault met each durable step.
///
/// A crash meets the transactions that it loses or leaves unanswered. Another fault meets the
/// transactions that are committed while it is in effect.
public struct FaultCoverage: Sendable {
    // By raw value: these are counted at every step of the simulation.
    private var counts = Array(repeating: 0, count: Fault.allCases.count)
    private var meetings = Array(
        repeating: Array(repeating: 0, count: DurableStep.allCases.count),
        count: Fault.allCases.count
    )

    /// Creates an empty table.
    public init() {}

    /// How often the fault met the step.
    public func meetings(of fault: Fault, with step: DurableStep) -> Int {
        meetings[fault.rawValue][step.rawValue]
    }

    /// The pairs that never met.
    public var gaps: [(fault: Fault, step: DurableStep)] {
        Fault.allCases.flatMap { fault in
            DurableStep.allCases.filter { meetings(of: fault, with: $0) == 0 }
                .map { (fault, $0) }
        }
    }

    /// How many faults there were in all.
    public var total: Int { counts.reduce(0, +) }

    mutating func happened(_ fault: Fault) { counts[fault.rawValue] += 1 }

    mutating func met(_ fault: Fault, _ step: DurableStep) {
        meetings[fault.rawValue][step.rawValue] += 1
    }

    /// Adds the figures of another world.
    public mutating func add(_ other: FaultCoverage) {
        for fault in Fault.allCases.map(\.rawValue) {
            counts[fault] += other.counts[fault]
            for step in DurableStep.allCases.map(\.rawValue) {
                meetings[fault][step] += other.meetings[fault][step]
            }
        }
    }

    /// The table as text: a row for each fault, a column for each step.
    public var table: String {
        let steps = DurableStep.allCases
        let header = ["fault", "count"] + steps.map { "\($0)" }
        let rows = Fault.allCases.map { fault in
            ["\(fault)", "\(counts[fault.rawValue])"]
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
