import TestSupport
import Testing

/// What `/metrics` says, against the real program.
@Suite(.timeLimit(.minutes(5)))
struct MetricsTests {
    /// The conventions of Prometheus, https://prometheus.io/docs/practices/naming/.
    @Test func `names, kinds and help texts follow the conventions`() async throws {
        let tenant = try await SMPPTenant.shared(.sqlite)
        let text = try await tenant.server.get("/metrics", token: nil).text
        var kinds: [String: String] = [:]
        for line in text.split(separator: "\n") {
            let words = line.split(separator: " ", maxSplits: 3).map(String.init)
            guard words.count == 4, words[0] == "#" else { continue }
            if words[1] == "TYPE" { kinds[words[2]] = words[3] }
            if words[1] == "HELP" { #expect(words[3].hasSuffix("."), "\(line)") }
        }
        #expect(kinds.count > 40)
        for (name, kind) in kinds {
            #expect(name.hasSuffix("_total") == (kind == "counter"), "\(name) is a \(kind)")
            #expect(!name.contains("millis") && !name.contains("micros"), "\(name)")
        }
    }
}
