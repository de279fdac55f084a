import Essentials
import Telemetry

/// The metrics and the log of a node.
struct NodeTelemetry: Sendable {
    let registry = MetricsRegistry()
    let logger: Logger
    private let writer = LogWriter()

    init(level: Logger.Level, clock: any Clock) {
        logger = Logger(level: level, sink: writer, clock: clock)
    }

    /// Waits until all lines are written.
    func flush() { writer.flush() }
}
