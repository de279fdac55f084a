import Essentials
import Glibc

/// Standard error as the place of progress: one line that moves on a terminal, else plain lines.
struct ProgressOutput {
    private static let terminalPause = Duration.milliseconds(200)
    private static let plainPause = Duration.seconds(5)

    let isTerminal: Bool
    private let clock: any Clock
    private var next: Timestamp

    init(_ clock: any Clock, isTerminal: Bool) {
        self.isTerminal = isTerminal
        self.clock = clock
        next = clock.now + (isTerminal ? .zero : Self.plainPause)
    }

    /// Whether standard error is a terminal.
    static var standardErrorIsTerminal: Bool { isatty(STDERR_FILENO) == 1 }

    /// Whether it is time for a line; then the next one is due after a pause.
    mutating func isDue() -> Bool {
        guard clock.now >= next else { return false }
        next = clock.now + (isTerminal ? Self.terminalPause : Self.plainPause)
        return true
    }

    /// Writes a line, on a terminal in the place of the one before; the last one stays.
    func write(_ line: String, isLast: Bool = false) {
        guard isTerminal else { return StandardStreams.writeError(line + "\n") }
        StandardStreams.writeError("\r\(line)\u{1B}[K" + (isLast ? "\n" : ""))
    }
}

extension Int {
    /// The number with commas between groups of three digits.
    var grouped: String {
        var digits = Array(String(self))
        var index = digits.count - 3
        while index > 0 {
            digits.insert(",", at: index)
            index -= 3
        }
        return String(digits)
    }
}
