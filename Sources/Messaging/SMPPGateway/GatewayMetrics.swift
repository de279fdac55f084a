import Essentials
import SMPPCodec
import SMPPSession
import Telemetry

/// The gateway's metrics, besides the PDUs that the transport counts.
final class GatewayMetrics: Sendable {
    let lockouts: Counter
    let queued: Gauge
    let batchSize: Histogram
    let seconds: Histogram
    let tooFast: Counter
    let windowFull: Counter
    let queueFull: Counter
    private let registry: MetricsRegistry
    private let systemIDs = Locked<Set<String>>([])
    private let accepted: Counter
    private let refused: [BindAuthenticator.Reason: Counter]
    private let bound: [BindMode: Gauge]

    /// The most system ids with figures of their own; all others share one.
    private static let mostSystemIDs = 200

    init(_ registry: MetricsRegistry) {
        self.registry = registry
        func bind(_ outcome: String) -> Counter {
            registry.counter(
                "smpp_binds_total",
                help: "SMPP binds by outcome.",
                labels: ["outcome": outcome]
            )
        }
        func throttled(_ limit: String) -> Counter {
            registry.counter(
                "smpp_throttled_total",
                help: "Requests refused because a limit of their system id was reached.",
                labels: ["limit": limit]
            )
        }
        accepted = bind("accepted")
        refused = Dictionary(
            uniqueKeysWithValues: BindAuthenticator.Reason.allCases.map { ($0, bind($0.rawValue)) }
        )
        bound = Dictionary(
            uniqueKeysWithValues: BindMode.allCases.map { mode in
                let gauge = registry.gauge(
                    "smpp_sessions",
                    help: "Bound SMPP sessions of clients by mode.",
                    labels: ["mode": mode.rawValue]
                )
                return (mode, gauge)
            }
        )
        lockouts = registry.counter(
            "smpp_lockouts_total",
            help: "Lock-outs of an address or system id after failed binds."
        )
        queued = registry.gauge(
            "smpp_submissions_waiting",
            help: "Messages over SMPP that wait to be stored."
        )
        batchSize = registry.histogram(
            "smpp_submission_batch",
            help: "Requests that were stored together.",
            buckets: Histogram.batchSizes
        )
        seconds = registry.histogram(
            "smpp_submission_seconds",
            help: "Time from reading requests to their answers, one observation per batch."
        )
        tooFast = throttled("rate")
        windowFull = throttled("window")
        queueFull = throttled("queue")
    }

    func accepted(_ mode: BindMode) {
        accepted.add()
        bound[mode]?.add()
    }

    func refused(_ reason: BindAuthenticator.Reason) { refused[reason]?.add() }

    /// Counts requests of a client that were refused.
    func refused(_ status: CommandStatus, of systemID: String, _ count: Int) {
        let label = systemIDs.withLock { known in
            if known.contains(systemID) { return systemID }
            guard known.count < Self.mostSystemIDs else { return "other" }
            known.insert(systemID)
            return systemID
        }
        registry.counter(
            "smpp_refused_submissions_total",
            help: "Messages of clients that were refused, by system id and status.",
            labels: ["system_id": label, "status": status.name ?? "other"]
        ).add(count)
    }

    func ended(_ mode: BindMode) { bound[mode]?.add(-1) }
}
