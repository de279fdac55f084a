import Essentials

/// How far an export is, on standard error: one line that moves on a terminal, else plain lines.
struct ExportProgressLine {
    private let what: String
    private let total: Int
    private let clock: any Clock
    private let begin: Timestamp
    private var output: ProgressOutput

    /// Begins to count so many rows of the named kind.
    init(
        _ what: String,
        total: Int,
        _ clock: any Clock,
        isTerminal: Bool = ProgressOutput.standardErrorIsTerminal
    ) {
        self.what = what
        self.total = total
        self.clock = clock
        begin = clock.now
        output = ProgressOutput(clock, isTerminal: isTerminal)
    }

    /// Shows how many rows there are, unless it did a moment ago.
    mutating func show(_ rows: Int) {
        guard output.isDue() else { return }
        output.write(text(rows) + left(rows))
    }

    /// Shows how many rows there were in all.
    func end(_ rows: Int) { output.write("exported " + text(rows), isLast: true) }

    /// The line, as `12,000 of 48,000 contacts, 51,000 a second`.
    func text(_ rows: Int) -> String {
        let rate = rate(rows).map { ", \($0.grouped) a second" } ?? ""
        return "\(rows.grouped) of \(total.grouped) \(what)\(rate)"
    }

    private func left(_ rows: Int) -> String {
        guard let rate = rate(rows), rate > 0, rows < total else { return "" }
        return ", \((total - rows) / rate + 1) s left"
    }

    /// Rows a second; nil when too little time has passed to tell.
    private func rate(_ rows: Int) -> Int? {
        let microseconds = (clock.now - begin).wholeMicroseconds
        guard microseconds >= 100_000 else { return nil }
        return Int(Double(rows) * 1e6 / Double(microseconds))
    }
}
