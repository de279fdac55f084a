import Essentials
import MessagingModel
import SMPPCodec
import Telemetry

/// The metrics of one SMPP carrier.
final class CarrierMetrics: Sendable {
    private let registry: MetricsRegistry
    private let carrier: String
    private let series = Locked<[String: Counter]>([:])
    let bound: Gauge
    let queued: Gauge
    let unanswered: Gauge
    let latency: Histogram

    init(_ registry: MetricsRegistry, carrier: CarrierID) {
        self.registry = registry
        self.carrier = carrier.description
        let labels: KeyValuePairs<String, String> = ["carrier": carrier.description]
        bound = registry.gauge(
            "carrier_binds",
            help: "SMPP sessions that are bound.",
            labels: labels
        )
        queued = registry.gauge(
            "carrier_waiting_parts",
            help: "Parts that wait for the window, the rate or another try.",
            labels: labels
        )
        unanswered = registry.gauge(
            "carrier_unanswered_messages",
            help: "Messages the connector has without a result.",
            labels: labels
        )
        latency = registry.histogram(
            "carrier_submit_seconds",
            help: "From the hand-off of a message to its result.",
            labels: labels
        )
    }

    /// Counts parts that the carrier answered, by status.
    func answered(_ status: CommandStatus, _ count: Int = 1) {
        // Statuses that no specification names come from the peer: they share one series.
        let name = status == .ok ? "ESME_ROK" : status.name ?? "other"
        counter("carrier_answers_total", "Parts that were answered.", "status", name).add(count)
    }

    /// Counts receipts, by status.
    func received(_ status: MessageStatus) {
        counter("carrier_receipts_total", "Receipts that came in.", "status", status.name).add()
    }

    /// Counts an event.
    func note(_ event: Event) {
        counter("carrier_events_total", "What happened at a carrier.", "event", event.rawValue)
            .add()
    }

    /// The events that are counted.
    enum Event: String {
        case connected
        case bindFailed = "bind_failed"
        case disconnected
        case lost = "answer_lost"
        case repeated = "receipt_repeated"
        case unreadable = "unreadable_delivery"
        case unreadableAnswer = "unreadable_answer"
        case inbound = "inbound_message"
    }

    private func counter(
        _ name: String,
        _ help: String,
        _ label: String,
        _ value: String
    ) -> Counter {
        series.withLock { series in
            let key = "\(name) \(value)"
            if let known = series[key] { return known }
            let counter = registry.counter(
                name,
                help: help,
                labels: ["carrier": carrier, label: value]
            )
            series[key] = counter
            return counter
        }
    }
}
