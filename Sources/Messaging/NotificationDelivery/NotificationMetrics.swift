import Essentials
import MessagingModel
import NotificationScheduling
import Telemetry

/// The metrics of one channel.
final class NotificationMetrics: Sendable {
    private let delivered: Counter
    private let failed: Counter
    private let dead: Counter
    private let dropped: Counter
    private let inFlight: Gauge
    private let held: Gauge
    private let delayed: Gauge
    private let unrecorded: Gauge
    private let seconds: Histogram
    private let registry: MetricsRegistry
    private let channel: NotificationChannel

    init(_ registry: MetricsRegistry, _ channel: NotificationChannel) {
        self.registry = registry
        self.channel = channel
        let (prefix, name) = (channel.metricPrefix, channel.metricName)
        func outcome(_ word: String) -> Counter {
            registry.counter(
                "\(prefix)_outcomes_total",
                help: "\(name) notifications by the outcome of an attempt.",
                labels: ["outcome": word]
            )
        }
        func waiting(_ place: String) -> Gauge {
            registry.gauge(
                "\(prefix)_waiting",
                help: "\(name) notifications in memory by what they wait for.",
                labels: ["for": place]
            )
        }
        delivered = outcome("delivered")
        failed = outcome("failed")
        dead = outcome("dead")
        dropped = outcome("dropped")
        held = waiting("call")
        delayed = waiting("retry")
        unrecorded = waiting("record")
        inFlight = registry.gauge(
            "\(prefix)_in_flight",
            help: "\(name) deliveries that are being made."
        )
        seconds = registry.histogram(
            "\(prefix)_call_seconds",
            help: "Time that deliveries took, answered or not: \(name)."
        )
    }

    /// Adds the counts of a step.
    func add(_ counts: NotificationCounts) {
        if counts.delivered > 0 { delivered.add(counts.delivered) }
        if counts.failed > 0 { failed.add(counts.failed) }
        if counts.dead > 0 { dead.add(counts.dead) }
        if counts.dropped > 0 { dropped.add(counts.dropped) }
        for duration in counts.durations { seconds.observe(duration) }
    }

    /// Sets the gauges of the queue.
    func show(_ queue: NotificationQueue) {
        inFlight.set(Double(queue.inFlight))
        held.set(Double(queue.held))
        delayed.set(Double(queue.delayed))
        unrecorded.set(Double(queue.unrecorded))
    }

    /// The state of an endpoint's breaker: 0 closed, 1 half open, 2 open.
    func breaker(of endpoint: NotificationEndpoint) -> Gauge {
        registry.gauge(
            "\(channel.metricPrefix)_breaker",
            help: "Circuit breaker of a token's callback: 0 closed, 1 half open, 2 open.",
            labels: ["token": endpoint.token.description]
        )
    }
}

extension NotificationChannel {
    /// The prefix of the channel's metrics.
    fileprivate var metricPrefix: String {
        switch self {
        case .webhook: "webhook"
        case .smpp: "smpp_delivery"
        }
    }

    /// The channel in the help texts of the metrics.
    fileprivate var metricName: String {
        switch self {
        case .webhook: "Webhook"
        case .smpp: "SMPP"
        }
    }
}

extension BreakerState {
    /// The number of the state in metrics.
    var metric: Double {
        switch self {
        case .closed: 0
        case .halfOpen: 1
        case .open: 2
        }
    }
}
