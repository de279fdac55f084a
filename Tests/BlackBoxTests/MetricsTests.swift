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

    @Test func `every metric is on the page, and the page has no others`() async throws {
        let tenant = try await SMPPTenant.shared(.sqlite)
        try await tenant.bound().unbind()
        let text = try await tenant.server.get("/metrics", token: nil).text
        let named = text.split(separator: "\n").filter { $0.hasPrefix("# TYPE ") }
            .map { String($0.split(separator: " ")[2]) }
        let page = String(
            decoding: try TemporaryFolder.contents(of: Self.page),
            as: UTF8.self
        )
        let cells = page.split(separator: "\n").filter { $0.hasPrefix("| `") }
            .compactMap { $0.split(separator: "|").first }
        let documented = cells.flatMap { $0.split(separator: "`") }.map(String.init)
            .filter { $0.allSatisfy { $0.isLowercase || $0 == "_" } && $0.contains("_") }
        #expect(Set(named).subtracting(documented).sorted() == [])
        // Those of carriers, endpoints and refusals appear with the first of them, and what is
        // counted once a minute when the first minute is over.
        let late: Set = [
            "webhook_breaker", "smpp_refused_submissions_total", "smpp_error_responses_total",
            "inbound_unclaimed",
        ]
        let absent = Set(documented).subtracting(named).subtracting(late)
        #expect(absent.filter { !$0.hasPrefix("carrier_") }.sorted() == [])
    }

    private static let page =
        #filePath.split(separator: "/").dropLast(3)
        .reduce("") { "\($0)/\($1)" } + "/docs/reference/metrics.md"
}
