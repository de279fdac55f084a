import Essentials
public import Telemetry

/// Counts requests by method, route and status, and times them by route.
///
/// Label values come from the routing table, never from clients, so their number is bounded.
public final class HTTPMetrics: HTTPServerObserver {
    private let registry: MetricsRegistry
    private let connections: Gauge
    private let incomplete: Counter
    private let series = Locked<[Key: Series]>([:])

    private struct Key: Hashable {
        let method: String
        let route: String
        let status: Int
    }

    private struct Series {
        let requests: Counter
        let seconds: Histogram
        let received: Counter
        let sent: Counter
    }

    /// Creates the metrics in a registry.
    public init(registry: MetricsRegistry) {
        self.registry = registry
        connections = registry.gauge("http_connections", help: "Open HTTP connections.")
        incomplete = registry.counter(
            "http_incomplete_responses_total",
            help: "Answers whose client disconnected before the end."
        )
    }

    /// Counts one request.
    public func served(_ request: ServedRequest) {
        let key = Key(
            method: request.method.label,
            route: request.routeName,
            status: request.status
        )
        let series = series.withLock { $0[key] } ?? make(key)
        series.requests.add()
        series.seconds.observe(request.duration)
        series.received.add(request.requestBytes)
        series.sent.add(request.responseBytes)
        if !request.isComplete { incomplete.add() }
    }

    /// Tracks the number of connections.
    public func connectionsChanged(open: Int) { connections.set(Double(open)) }

    /// Registers the series of a key; two threads at once get the same ones.
    private func make(_ key: Key) -> Series {
        let made = Series(
            requests: registry.counter(
                "http_requests_total",
                help: "Requests answered.",
                labels: ["method": key.method, "route": key.route, "status": "\(key.status)"]
            ),
            seconds: registry.histogram(
                "http_request_duration_seconds",
                help: "From the end of a request's headers to the end of its answer.",
                labels: ["method": key.method, "route": key.route]
            ),
            received: registry.counter(
                "http_request_body_bytes_total",
                help: "Bytes of request bodies.",
                labels: ["method": key.method, "route": key.route]
            ),
            sent: registry.counter(
                "http_response_body_bytes_total",
                help: "Bytes of answer bodies.",
                labels: ["method": key.method, "route": key.route]
            )
        )
        series.withLock { $0[key] = made }
        return made
    }
}
