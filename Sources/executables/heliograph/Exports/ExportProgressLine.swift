import Essentials
import Glibc

/// How far an export is, on standard error: one line that moves on a terminal, else plain lines.
struct ExportProgressLine {
    private static let terminalPause = Duration.milliseconds(200)
    private static let plainPause = Duration.seconds(5)

    private let what: String
    private let total: Int
    private let clock: any Clock
    private let isTerminal: Bool
    private let begin: Timestamp
    private var next: Timestamp

    /// Begins to count so many rows of the named kind.
    init(
        _ what: String,
        total: Int,
        _ clock: any Clock,
        isTerminal: Bool = isatty(STDERR_FILENO) == 1
    ) {
        self.what = what
        self.total = total
        self.clock = clock
        self.isTerminal = isTerminal
        begin = clock.now
        next = begin + (isTerminal ? .zero : Self.plainPause)
    }

    /// Shows how many rows there are, unless it did a moment ago.
    mutating func show(_ rows: Int) {
        guard clock.now >= next else { return }
        next = clock.now + (isTerminal ? Self.terminalPause : Self.plainPause)
        write(text(rows) + left(rows), isLast: false)
    }

    /// Shows how many rows there were in all.
    func end(_ rows: Int) { write("exported " + text(rows), isLast: true) }

    /// The line, as `12,000 of 48,000 contacts, 51,000 a second`.
    func text(_ rows: Int) -> String {
        let rate = rate(rows).map { ", \(Self.grouped($0)) a second" } ?? ""
        return "\(Self.grouped(rows)) of \(Self.grouped(total)) \(what)\(rate)"
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

    private func write(_ line: String, isLast: Bool) {
        guard isTerminal else { return StandardStreams.writeError(line + "\n") }
        StandardStreams.writeError("\r\(line)\u{1B}[K" + (isLast ? "\n" : ""))
    }

    /// A number with commas between groups of three digits.
    private static func grouped(_ number: Int) -> String {
        var digits = Array(String(number))
        var index = digits.count - 3
        while index > 0 {
            digits.insert(",", at: index)
            index -= 3
        }
        return String(digits)
    }
}
