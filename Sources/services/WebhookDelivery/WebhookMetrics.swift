import Delivery
import Domain
import Essentials
import Telemetry

/// What webhook delivery counts.
final class WebhookMetrics: Sendable {
    let delivered: Counter
    let failed: Counter
    let dead: Counter
    let dropped: Counter
    let inFlight: Gauge
    let held: Gauge
    let delayed: Gauge
    let unrecorded: Gauge
    let seconds: Histogram
    private let registry: MetricsRegistry

    init(_ registry: MetricsRegistry) {
        self.registry = registry
        func outcome(_ name: String) -> Counter {
            registry.counter(
                "webhook_outcomes_total",
                help: "Webhook notifications by what became of an attempt.",
                labels: ["outcome": name]
            )
        }
        func waiting(_ place: String) -> Gauge {
            registry.gauge(
                "webhook_waiting",
                help: "Webhook notifications in memory by what they wait for.",
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
            "webhook_in_flight",
            help: "Webhook calls that are being made."
        )
        seconds = registry.histogram(
            "webhook_call_seconds",
            help: "Time that webhook calls took, answered or not."
        )
    }

    /// The state of an endpoint's breaker: 0 closed, 1 half open, 2 open.
    func breaker(of endpoint: NotificationEndpoint) -> Gauge {
        registry.gauge(
            "webhook_breaker",
            help: "Circuit breaker of a token's callback: 0 closed, 1 half open, 2 open.",
            labels: ["token": endpoint.token.description]
        )
    }
}

extension BreakerState {
    /// The number that stands for the state in metrics.
    var metric: Double {
        switch self {
        case .closed: 0
        case .halfOpen: 1
        case .open: 2
        }
    }
}
