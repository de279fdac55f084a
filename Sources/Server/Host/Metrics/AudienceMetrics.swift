import AccountsModel
import Audience
import Essentials
import Telemetry

/// Turns events of the audience into metrics and log lines.
struct AudienceMetrics: AudienceObserver {
    private let logger: Logger
    private let contacts: Counter
    private let events: Counter
    private let entries: Counter
    private let identities: Counter
    private let failures: Counter
    private let latency: Histogram
    private let backlogItems: Gauge
    private let backlogBytes: Gauge

    init(_ registry: MetricsRegistry, logger: Logger) {
        self.logger = logger
        contacts = registry.counter(
            "audience_contacts_applied_total",
            help: "Source contacts that were added, changed or removed."
        )
        events = registry.counter(
            "audience_events_applied_total",
            help: "Events that were stored."
        )
        entries = registry.counter(
            "audience_log_entries_applied_total",
            help: "Calls of the ingest log that were applied."
        )
        identities = registry.counter(
            "audience_clusters_changed_total",
            help: "Identities that changed."
        )
        failures = registry.counter(
            "audience_failures_total",
            help: "Operations of the audience that failed and were retried."
        )
        latency = registry.histogram(
            "audience_apply_seconds",
            help: "From acceptance of a call to its application."
        )
        backlogItems = registry.gauge(
            "audience_backlog_items",
            help: "Items that were accepted and are not applied yet."
        )
        backlogBytes = registry.gauge(
            "audience_backlog_bytes",
            help: "Bytes of calls that were accepted and are not applied yet."
        )
    }

    func applied(_ figures: AppliedFigures) {
        contacts.add(figures.contacts)
        events.add(figures.events)
        entries.add(figures.entries)
        identities.add(figures.identities)
        latency.observe(figures.latency)
    }

    func backlog(items: Int, bytes: Int) {
        backlogItems.set(Double(items))
        backlogBytes.set(Double(bytes))
    }

    func loaded(_ project: ProjectID, _ figures: LoadedFigures) {
        logger.info(
            "audience loaded",
            [
                "contacts": .integer(figures.contacts), "people": .integer(figures.people),
                "events": .integer(figures.events),
                "seconds": .string("\(figures.time.inSeconds)"),
            ]
        )
    }

    func failed(_ what: String, _ error: ServiceError) {
        failures.add()
        logger.error("the audience failed", ["act": .string(what), "reason": .string("\(error)")])
    }
}
