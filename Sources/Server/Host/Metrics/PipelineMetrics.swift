import Essentials
import MessageDispatch
import Messaging
import MessagingModel
import Telemetry

/// Turns events of the pipeline into metrics and log lines.
struct PipelineMetrics: PipelineObserver {
    private let registry: MetricsRegistry
    private let logger: Logger
    private let statuses: [MessageStatus: Counter]
    private let storeFailures: Counter
    private let routes: Gauge
    private let latest: LatestCarrierFigures
    /// The last reported number of routes.
    private let routesCount = Locked<Int?>(nil)

    init(
        _ registry: MetricsRegistry,
        logger: Logger,
        figures: LatestCarrierFigures
    ) {
        self.registry = registry
        self.logger = logger
        latest = figures
        var statuses: [MessageStatus: Counter] = [:]
        for status in MessageStatus.allCases {
            statuses[status] = registry.counter(
                "message_transitions_total",
                help: "Messages that reached a status.",
                labels: ["status": status.name]
            )
        }
        self.statuses = statuses
        storeFailures = registry.counter(
            "pipeline_store_failures_total",
            help: "Batches of the pipeline that the store refused."
        )
        routes = registry.gauge("routes_in_force", help: "Routes in force.")
    }

    func observe(_ report: PipelineReport) {
        switch report {
        case .reached(let status, let count): statuses[status]?.add(count)
        case .foundInDoubt(let count): foundInDoubt(count)
        case .inDoubt(let key, let carrier): inDoubt(key, carrier)
        case .unmatched(let receipt, let fault, let carrier): unmatched(receipt, fault, carrier)
        case .storeFailed(let error): storeFailed(error)
        case .dropped(let change):
            logger.error(
                "a step of a message cannot be stored",
                ["step": .string(change.logged)]
            )
        case .carrierChanged(let carrier, let state):
            logger.info(
                "carrier changed",
                ["carrier": .string(carrier.description), "state": .string(state.rawValue)]
            )
        case .carrierRefused(let carrier):
            logger.error("too many carriers", ["carrier": .string(carrier.description)])
        case .routesInForce(let count): routesInForce(count)
        case .routesSkipped(let routes): skipped(routes)
        case .carriers(let statistics): carriers(statistics)
        }
    }

    private func foundInDoubt(_ count: Int) {
        guard count > 0 else { return }
        logger.warning("hand-offs are in doubt after the last stop", ["count": .integer(count)])
    }

    private func inDoubt(_ key: MessageKey, _ carrier: CarrierID) {
        registry.counter(
            "carrier_doubts_total",
            help: "Hand-offs that came to be in doubt.",
            labels: ["carrier": carrier.description]
        ).add()
        logger.warning(
            "message in doubt",
            ["carrier": .string(carrier.description), "message": .string("\(key.id)")]
        )
    }

    private func unmatched(
        _ receipt: CarrierReceipt,
        _ fault: CarrierReceipt.Fault,
        _ carrier: CarrierID
    ) {
        registry.counter(
            "carrier_unmatched_receipts_total",
            help: "Receipts that found no message, by reason.",
            labels: ["carrier": carrier.description, "reason": fault.rawValue]
        ).add()
        logger.warning(
            "receipt without a message",
            [
                "carrier": .string(carrier.description), "reason": .string(fault.rawValue),
                "reference": .string(String(receipt.reference.prefix(64))),
                "state": .string(receipt.carrierCode ?? ""),
            ]
        )
        guard !receipt.octets.isEmpty else { return }
        logger.debug(
            "receipt without a message: its start",
            [
                "carrier": .string(carrier.description),
                "octets": .string(receipt.octets.hexadecimal),
            ]
        )
    }

    private func storeFailed(_ error: ServiceError) {
        storeFailures.add()
        logger.error("the pipeline cannot store", ["reason": .string("\(error)")])
    }

    private func routesInForce(_ count: Int) {
        routes.set(Double(count))
        let isNews = routesCount.withLock { last in
            defer { last = count }
            return last != count
        }
        guard isNews else { return }
        guard count == 0 else { return logger.info("routes in force", ["count": .integer(count)]) }
        logger.warning(
            "no route leads to a carrier: messages of live tokens are refused",
            ["remedy": "heliograph carrier add, then heliograph route add"]
        )
    }

    private func skipped(_ routes: [InvalidRoute]) {
        for route in routes {
            logger.error(
                "route cannot be used",
                ["route": .string("\(route.id)"), "reason": .string("\(route.reason)")]
            )
        }
    }

    private func carriers(_ figures: [CarrierStatistics]) {
        // A removed carrier must not look like one that is down.
        for gone in latest.replace(figures) {
            registry.removeSeries(label: "carrier", value: gone.description)
        }
        for carrier in figures { show(carrier.carrier, carrier) }
    }

    private func show(_ carrier: CarrierID, _ figures: CarrierStatistics) {
        let labels: KeyValuePairs<String, String> = ["carrier": carrier.description]
        func set(_ name: String, _ help: String, _ value: Int) {
            registry.gauge(name, help: help, labels: labels).set(Double(value))
        }
        set("carrier_up", "Whether the carrier takes messages.", figures.isUp ? 1 : 0)
        set("carrier_in_flight", "Hand-offs without an answer.", figures.inFlight)
        set("carrier_queued", "Messages in memory that wait for it.", figures.queued)
        count("handed_off", "Hand-offs.", of: carrier, \.handedOff)
        count("throttled", "Hand-offs that it throttled.", of: carrier, \.throttled)
        count("failed", "Hand-offs that failed temporarily.", of: carrier, \.failed)
    }

    /// Exports a count of the pipeline; zero for a removed carrier.
    private func count(
        _ name: String,
        _ help: String,
        of carrier: CarrierID,
        _ figure: @escaping @Sendable (CarrierStatistics) -> Int
    ) {
        let labels: KeyValuePairs<String, String> = ["carrier": carrier.description]
        registry.counter("carrier_\(name)_total", help: help, labels: labels) { [latest] in
            Double(latest[carrier].map(figure) ?? 0)
        }
    }
}

extension PipelineChange {
    /// Describes the change for the log, without the text and numbers of what a phone sent.
    fileprivate var logged: String {
        switch self {
        case .inbound(let inbound):
            "inbound(\(inbound.message.reference), carrier: \(inbound.carrier))"
        case .receipt(let receipt):
            "receipt(\(receipt.receipt.reference), carrier: \(receipt.carrier))"
        default: "\(self)"
        }
    }
}

extension [UInt8] {
    fileprivate var hexadecimal: String {
        map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
