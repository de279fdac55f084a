public import Essentials

/// Writes structured log lines: one JSON object each, with `time`, `level`, `message` and fields.
///
/// A line below the level costs one comparison: its message and fields are not evaluated. Callers
/// must not log personal data (addresses, phone numbers, texts, tokens) above the level `debug`.
///
/// Warnings and errors that repeat are counted instead of written: the first three alike, then one
/// every ten seconds with the number of those left out as `repeated`.
public struct Logger: Sendable {
    /// How much a line matters.
    public enum Level: String, Comparable, CaseIterable, Sendable {
        case debug, info, warning, error

        private var rank: Int {
            switch self {
            case .debug: 0
            case .info: 1
            case .warning: 2
            case .error: 3
            }
        }

        /// Whether the left level matters less.
        public static func < (left: Level, right: Level) -> Bool { left.rank < right.rank }
    }

    /// Lines of a lower level are not written.
    public var level: Level { threshold.level }
    /// Shared with all loggers that were made of this one.
    private let threshold: LogThreshold
    private let sink: any LogSink
    private let isSilent: Bool
    private let clock: any Clock
    private let context: [(String, LogValue)]
    /// Nil if every line is written.
    private let limit: RepetitionLimit?

    /// Creates a logger.
    ///
    /// - Parameters:
    ///   - level: lines of a lower level are not written.
    ///   - sink: where lines go.
    ///   - clock: gives the time of a line.
    public init(level: Level = .info, sink: any LogSink, clock: any Clock = SystemClock()) {
        self.init(
            LogThreshold(level),
            sink: sink,
            clock: clock,
            context: [],
            limit: RepetitionLimit()
        )
    }

    private init(
        _ threshold: LogThreshold,
        sink: any LogSink,
        clock: any Clock,
        context: [(String, LogValue)],
        limit: RepetitionLimit?
    ) {
        self.threshold = threshold
        self.sink = sink
        isSilent = sink is NoLogSink
        self.clock = clock
        self.context = context
        self.limit = limit
    }

    /// A logger that writes nothing.
    public static let disabled = Logger(level: .error, sink: NoLogSink())

    /// A logger whose lines carry further fields.
    public func with(_ fields: KeyValuePairs<String, LogValue>) -> Logger {
        let context = context + fields.map { ($0.key, $0.value) }
        return Logger(threshold, sink: sink, clock: clock, context: context, limit: limit)
    }

    /// Changes the level of this logger and of all that were made of it.
    public func setLevel(_ level: Level) { threshold.level = level }

    /// A logger that writes every line, also those that repeat; for lines that someone else counts,
    /// such as one for each request.
    public var withoutLimit: Logger {
        Logger(threshold, sink: sink, clock: clock, context: context, limit: nil)
    }

    /// Whether lines of the level are written.
    public func writes(_ level: Level) -> Bool { level >= self.level && !isSilent }

    /// Logs details that help to find a fault; may contain personal data.
    public func debug(
        _ message: @autoclosure () -> String,
        _ fields: @autoclosure () -> KeyValuePairs<String, LogValue> = [:]
    ) {
        if writes(.debug) { write(.debug, message(), fields()) }
    }

    /// Logs normal operation.
    public func info(
        _ message: @autoclosure () -> String,
        _ fields: @autoclosure () -> KeyValuePairs<String, LogValue> = [:]
    ) {
        if writes(.info) { write(.info, message(), fields()) }
    }

    /// Logs what an operator should look at eventually.
    public func warning(
        _ message: @autoclosure () -> String,
        _ fields: @autoclosure () -> KeyValuePairs<String, LogValue> = [:]
    ) {
        if writes(.warning) { write(.warning, message(), fields()) }
    }

    /// Logs what an operator must look at.
    public func error(
        _ message: @autoclosure () -> String,
        _ fields: @autoclosure () -> KeyValuePairs<String, LogValue> = [:]
    ) {
        if writes(.error) { write(.error, message(), fields()) }
    }

    /// What alike lines have in common.
    private func kind(of message: String, _ fields: KeyValuePairs<String, LogValue>) -> String {
        let first = fields.first.map { "\($0.value)".prefix(64) } ?? ""
        return context.reduce("\(message) \(first)") { "\($0) \($1.1)" }
    }

    private func write(
        _ level: Level,
        _ message: String,
        _ fields: KeyValuePairs<String, LogValue>
    ) {
        let now = clock.now
        var leftOut = 0
        if level >= .warning, let limit {
            let kind = kind(of: message, fields)
            let verdict = limit.admits("\(level) \(kind)", at: now)
            guard verdict.isWritten else { return }
            leftOut = verdict.leftOut
        }
        var line = LogLine(at: now, level: level, message: message)
        for (name, value) in context { line.append(name, value) }
        for (name, value) in fields { line.append(name, value) }
        if leftOut > 0 { line.append("repeated", .integer(leftOut)) }
        sink.write(line.finish())
    }
}
