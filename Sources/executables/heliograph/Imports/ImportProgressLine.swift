import Domain
import Essentials
import Glibc

/// How far an import is, on standard error: a bar that moves on a terminal, elsewhere plain lines.
struct ImportProgressLine {
    private static let barWidth = 24
    private static let terminalPause = Duration.milliseconds(200)
    private static let plainPause = Duration.seconds(5)

    private let isTerminal: Bool
    private let clock: any Clock
    private var next: Timestamp
    private var hasShown = false

    init(_ clock: any Clock, isTerminal: Bool = isatty(STDERR_FILENO) == 1) {
        self.isTerminal = isTerminal
        self.clock = clock
        next = clock.now + (isTerminal ? .zero : Self.plainPause)
    }

    /// Shows the import, unless it was shown a moment ago.
    mutating func show(_ job: ImportJob) {
        guard clock.now >= next else { return }
        next = clock.now + (isTerminal ? Self.terminalPause : Self.plainPause)
        hasShown = true
        write(job)
    }

    /// Shows the last state.
    mutating func end(_ job: ImportJob) {
        guard isTerminal else {
            if hasShown { write(job) }
            return
        }
        write(job)
        StandardStreams.writeError("\n")
    }

    /// Says something beside the bar.
    mutating func note(_ text: String) {
        StandardStreams.writeError(isTerminal ? "\r\u{1B}[K\(text)\n" : "\(text)\n")
    }

    private func write(_ job: ImportJob) {
        let line = ImportProgressLine.text(job, hasBar: isTerminal)
        StandardStreams.writeError(isTerminal ? "\r\(line)\u{1B}[K" : "\(line)\n")
    }

    /// The line, as `[######··]  75 %  15,000 rows  3 refused  21,400 rows/s  0:12 left`.
    static func text(_ job: ImportJob, hasBar: Bool) -> String {
        var parts: [String] = []
        if let expected = job.bytesExpected {
            let share =
                expected == 0 ? 1 : min(Double(job.progress.bytesRead) / Double(expected), 1)
            if hasBar {
                let full = Int(share * Double(barWidth))
                parts.append(
                    "[" + String(repeating: "#", count: full)
                        + String(repeating: ".", count: barWidth - full) + "]"
                )
            }
            parts.append("\(Int(share * 100)) %")
        }
        parts.append("\(grouped(job.progress.rowsRead)) rows")
        if job.progress.rowsRefused > 0 {
            parts.append("\(grouped(job.progress.rowsRefused)) refused")
        }
        if let rate = job.rowsPerSecond { parts.append("\(grouped(Int(rate))) rows/s") }
        if let left = job.timeLeft { parts.append("\(time(left)) left") }
        return parts.joined(separator: "  ")
    }

    /// A number with commas between groups of three digits.
    static func grouped(_ number: Int) -> String {
        var digits = Array(String(number))
        var index = digits.count - 3
        while index > 0 {
            digits.insert(",", at: index)
            index -= 3
        }
        return String(digits)
    }

    /// Minutes and seconds, or hours as well.
    static func time(_ duration: Duration) -> String {
        let seconds = Int((duration / .seconds(1)).rounded())
        func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let (hours, minutes) = (seconds / 3600, seconds / 60 % 60)
        guard hours > 0 else { return "\(minutes):\(padded(seconds % 60))" }
        return "\(hours):\(padded(minutes)):\(padded(seconds % 60))"
    }
}
