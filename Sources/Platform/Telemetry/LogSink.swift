/// Receives finished log lines, each ending in a line feed; must not block.
public protocol LogSink: Sendable {
    /// Receives one line.
    func write(_ line: [UInt8])
}

/// Discards lines.
struct NoLogSink: LogSink {
    func write(_ line: [UInt8]) {}
}
