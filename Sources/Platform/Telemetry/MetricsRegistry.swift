import Essentials

/// The process's metrics, created once, updated cheaply, and rendered for Prometheus.
///
/// Ask for a handle once and keep it: handles never look anything up. The same name and labels
/// always give the same series.
public final class MetricsRegistry: Sendable {
    /// The most label sets per name; later ones share a series labelled `overflow`.
    public static let seriesLimit = 1000

    private let families = Locked(Families())

    private struct Families {
        var list: [Family] = []
        var indexes: [String: Int] = [:]
    }

    /// Creates a registry without metrics.
    public init() {}

    /// A number that only grows; by convention its name ends in `_total`.
    public func counter(
        _ name: String,
        help: String,
        labels: KeyValuePairs<String, String> = [:]
    ) -> Counter {
        let labels = labels.map { ($0.key, $0.value) }
        guard case .counter(let counter) = series(name, help, labels, { .counter(Counter()) })
        else { return Counter() }
        return counter
    }

    /// A number that only grows, kept elsewhere and read when the metrics are rendered.
    public func counter(
        _ name: String,
        help: String,
        labels: KeyValuePairs<String, String> = [:],
        reading read: @escaping @Sendable () -> Double
    ) {
        let labels = labels.map { ($0.key, $0.value) }
        _ = series(name, help, labels) { .counted(read) }
    }

    /// A number that goes up and down.
    public func gauge(
        _ name: String,
        help: String,
        labels: KeyValuePairs<String, String> = [:]
    ) -> Gauge {
        let labels = labels.map { ($0.key, $0.value) }
        guard case .gauge(let gauge) = series(name, help, labels, { .gauge(Gauge()) })
        else { return Gauge() }
        return gauge
    }

    /// A number that is read when the metrics are rendered.
    public func gauge(
        _ name: String,
        help: String,
        labels: KeyValuePairs<String, String> = [:],
        reading read: @escaping @Sendable () -> Double
    ) {
        let labels = labels.map { ($0.key, $0.value) }
        _ = series(name, help, labels) { .reading(read) }
    }

    /// A distribution over buckets that are fixed when the series is created.
    public func histogram(
        _ name: String,
        help: String,
        labels: KeyValuePairs<String, String> = [:],
        buckets: [Double] = Histogram.latencySeconds
    ) -> Histogram {
        let labels = labels.map { ($0.key, $0.value) }
        let make = { Series.histogram(Histogram(buckets: buckets)) }
        guard case .histogram(let histogram) = series(name, help, labels, make)
        else { return Histogram(buckets: buckets) }
        return histogram
    }

    /// Removes every series with this label, when the labelled thing is gone.
    ///
    /// Handles of removed series still count, invisibly; asking again starts a new series.
    public func removeSeries(label: String, value: String) {
        let member = PrometheusText.labels([(label, value)])
        families.withLock { families in
            for index in families.list.indices { families.list[index].remove(member) }
        }
    }

    /// All metrics in the Prometheus text format 0.0.4, in order of creation.
    public func render() -> [UInt8] {
        var text = PrometheusText()
        // Outside the lock: readings call back into the program.
        for family in families.withLock({ $0.list }) { text.append(family) }
        return text.bytes
    }

    /// The content type of ``render()``.
    public static let contentType = "text/plain; version=0.0.4; charset=utf-8"
}

extension MetricsRegistry {
    private func series(
        _ name: String,
        _ help: String,
        _ labels: [(String, String)],
        _ make: () -> Series
    ) -> Series {
        precondition(Family.isValid(name: name), "not a metric name: \(name)")
        let fresh = make()
        return families.withLock { families in
            guard let index = families.indexes[name] else {
                families.indexes[name] = families.list.count
                families.list.append(Family(name: name, help: help, kind: fresh.kind))
                return families.list[families.list.count - 1].series(labels, or: fresh)
            }
            precondition(
                families.list[index].kind == fresh.kind,
                "\(name) is already a \(families.list[index].kind)"
            )
            return families.list[index].series(labels, or: fresh)
        }
    }
}

/// The series of one metric name.
struct Family: Sendable {
    let name: String
    let help: String
    let kind: String
    private(set) var members: [(labels: String, series: Series)] = []
    private var indexes: [String: Int] = [:]

    init(name: String, help: String, kind: String) {
        self.name = name
        self.help = help
        self.kind = kind
    }

    mutating func series(_ labels: [(String, String)], or fresh: Series) -> Series {
        let text = PrometheusText.labels(labels)
        if let index = indexes[text] { return members[index].series }
        if members.count >= MetricsRegistry.seriesLimit {
            let shared = PrometheusText.labels(labels.map { ($0.0, "overflow") })
            if let index = indexes[shared] { return members[index].series }
            return append(shared, fresh)
        }
        return append(text, fresh)
    }

    /// Removes the series that have this label among theirs.
    mutating func remove(_ label: String) {
        let hasLabel = { (labels: String) in ",\(labels),".contains(",\(label),") }
        guard members.contains(where: { hasLabel($0.labels) }) else { return }
        members.removeAll { hasLabel($0.labels) }
        indexes = [:]
        for (index, member) in members.enumerated() { indexes[member.labels] = index }
    }

    private mutating func append(_ labels: String, _ series: Series) -> Series {
        indexes[labels] = members.count
        members.append((labels, series))
        return series
    }

    static func isValid(name: String) -> Bool {
        guard let first = name.utf8.first, !(48...57).contains(first) else { return false }
        return name.utf8.allSatisfy { byte in
            switch byte {
            case 48...58, 65...90, 95, 97...122: true
            default: false
            }
        }
    }
}

/// The value for one name and one set of labels.
enum Series: Sendable {
    case counter(Counter)
    /// Read when rendered, and only growing.
    case counted(@Sendable () -> Double)
    case gauge(Gauge)
    case reading(@Sendable () -> Double)
    case histogram(Histogram)

    var kind: String {
        switch self {
        case .counter, .counted: "counter"
        case .gauge, .reading: "gauge"
        case .histogram: "histogram"
        }
    }
}
