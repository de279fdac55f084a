/// Writes the Prometheus text format 0.0.4.
struct PrometheusText {
    private(set) var bytes: [UInt8] = []

    mutating func append(_ family: Family) {
        let help = PrometheusText.escaped(family.help, quotes: false)
        append("# HELP \(family.name) \(help)\n# TYPE \(family.name) \(family.kind)\n")
        for member in family.members {
            switch member.series {
            case .counter(let counter): append(family.name, member.labels, "\(counter.value)")
            case .gauge(let gauge): append(family.name, member.labels, text(gauge.value))
            case .reading(let read), .counted(let read):
                append(family.name, member.labels, text(read()))
            case .histogram(let histogram): append(family.name, member.labels, histogram)
            }
        }
    }

    /// Labels as they are written between the braces.
    static func labels(_ labels: [(String, String)]) -> String {
        labels.map { "\($0.0)=\"\(escaped($0.1, quotes: true))\"" }.joined(separator: ",")
    }

    private mutating func append(_ name: String, _ labels: String, _ histogram: Histogram) {
        let state = histogram.snapshot
        let prefix = labels.isEmpty ? "" : labels + ","
        var cumulated: UInt64 = 0
        for (bound, count) in zip(histogram.bounds + [.infinity], state.counts) {
            cumulated += count
            append("\(name)_bucket", "\(prefix)le=\"\(text(bound))\"", "\(cumulated)")
        }
        append("\(name)_sum", labels, text(state.sum))
        append("\(name)_count", labels, "\(cumulated)")
    }

    private mutating func append(_ name: String, _ labels: String, _ value: String) {
        append(labels.isEmpty ? "\(name) \(value)\n" : "\(name){\(labels)} \(value)\n")
    }

    private mutating func append(_ text: String) { bytes.append(contentsOf: text.utf8) }

    private func text(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value > 0 ? "+Inf" : "-Inf" }
        if let whole = Int64(exactly: value) { return "\(whole)" }
        return "\(value)"
    }

    private static func escaped(_ text: String, quotes: Bool) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\"" where quotes: result += "\\\""
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
