import Telemetry

/// The metrics of the program itself.
enum NodeMetrics {
    static func register(_ registry: MetricsRegistry) {
        registry.gauge(
            "heliograph_build_info",
            help: "Always 1; the labels say which version runs.",
            labels: ["version": Version.text]
        ).set(1)
    }
}
