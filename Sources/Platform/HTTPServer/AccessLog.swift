import Essentials
public import Telemetry

/// Writes one line per request: the route, never the path, which may contain personal data.
///
/// Lines have the level `info`, or `warning` from status 500 on. The client's address appears only
/// when the logger writes `debug`.
public struct AccessLog: HTTPServerObserver {
    private let logger: Logger

    /// Creates a log that writes to the logger.
    public init(logger: Logger) { self.logger = logger.withoutLimit }

    /// Writes one line.
    public func served(_ request: ServedRequest) {
        let level = request.status >= 500 ? Logger.Level.warning : .info
        guard logger.writes(level) else { return }
        let logger =
            logger.writes(.debug)
            ? logger.with(["remote": .string(request.remoteAddress)]) : logger
        let fields: KeyValuePairs<String, LogValue> = [
            "method": .string(request.method.label),
            "route": .string(request.routeName),
            "status": .integer(request.status),
            "microseconds": .integer(Int(request.duration.wholeMicroseconds)),
            "requestBytes": .integer(request.requestBytes),
            "responseBytes": .integer(request.responseBytes),
            "complete": .boolean(request.isComplete),
            "requestId": .string(request.requestID),
        ]
        if level == .info {
            logger.info("request", fields)
        } else {
            logger.warning("request", fields)
        }
    }
}
