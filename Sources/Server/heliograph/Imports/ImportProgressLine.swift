import AudienceModel
import Essentials

/// How far an import is, on standard error: a bar that moves on a terminal, elsewhere plain lines.
struct ImportProgressLine {
    private static let barWidth = 24

    private var output: ProgressOutput
    private var hasShown = false

    init(_ clock: any Clock, isTerminal: Bool = ProgressOutput.standardErrorIsTerminal) {
        output = ProgressOutput(clock, isTerminal: isTerminal)
    }

    /// Shows the import, unless it was shown a moment ago.
    mutating func show(_ job: ImportJob) {
        guard output.isDue() else { return }
        hasShown = true
        output.write(text(job))
    }

    /// Shows the last state.
    mutating func end(_ job: ImportJob) {
        guard output.isTerminal || hasShown else { return }
        output.write(text(job), isLast: true)
    }

    /// Says something beside the bar.
    mutating func note(_ text: String) {
        StandardStreams.writeError(output.isTerminal ? "\r\u{1B}[K\(text)\n" : "\(text)\n")
    }

    private func text(_ job: ImportJob) -> String {
        ImportProgressLine.text(job, hasBar: output.isTerminal)
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
        parts.append("\(job.progress.rowsRead.grouped) rows")
        if job.progress.rowsRefused > 0 {
            parts.append("\(job.progress.rowsRefused.grouped) refused")
        }
        if let rate = job.rowsPerSecond { parts.append("\(Int(rate).grouped) rows/s") }
        if let left = job.timeLeft { parts.append("\(time(left)) left") }
        return parts.joined(separator: "  ")
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
