import Essentials
import Foundation
import TestSupport
import Testing

/// Kannel's bearerbox, as operators run it, against the real program on both stores.
@Suite(.timeLimit(.minutes(5)))
struct KannelTests {
    /// The types of reports that Kannel tells of: 1 delivered, 2 failed, 4 queued, 8 handed over,
    /// 16 refused.
    private func reports(_ sink: HTTPSink, _ name: String, of type: Int) -> [String] {
        sink.requests.map { String($0.path) }
            .filter { $0.hasPrefix("/dlr?name=\(name)&type=\(type)&") }
    }

    @Test(arguments: TestStore.allCases)
    func `a text is sent, delivered and reported`(store: TestStore) async throws {
        let tenant = try await SMPPTenant.shared(store)
        let sink = HTTPSink()
        defer { sink.stop() }
        let kannel = try await Kannel(tenant, sink: sink)
        try await kannel.send("Hello from Kannel €", to: "34600111333", name: "one")
        try await expect(1, of: 1, named: "one", at: sink, kannel)
        let report = try #require(reports(sink, "one", of: 1).first?.removingPercentEncoding)
        let id = try #require(
            report.components(separatedBy: "id:").last?.prefix { $0.isHexDigit }
        )
        let read = try await tenant.read(String(id))
        #expect(read.text == "Hello from Kannel €")
        #expect(read.to == "34600111333")
        #expect(read.from == "Acme")
    }

    @Test(arguments: TestStore.allCases)
    func `other alphabets, long texts and failures come through`(store: TestStore) async throws {
        let tenant = try await SMPPTenant.shared(store)
        let sink = HTTPSink()
        defer { sink.stop() }
        let kannel = try await Kannel(tenant, sink: sink)
        try await kannel.send("Привет 👍", to: "34600111333", name: "ucs2", isUCS2: true)
        try await expect(1, of: 1, named: "ucs2", at: sink, kannel)
        let long = String(repeating: "Long text. ", count: 30)
        try await kannel.send(long, to: "34600111333", name: "long")
        try await expect(1, of: 1, named: "long", at: sink, kannel)
        try await kannel.send("Hello", to: "34600099911", name: "failed")
        try await expect(1, of: 2, named: "failed", at: sink, kannel)
        try await kannel.send("Hello", to: "12", name: "refused")
        try await expect(1, of: 16, named: "refused", at: sink, kannel)
    }

    @Test(arguments: TestStore.allCases)
    func `an answer of the handset reaches Kannel's service`(store: TestStore) async throws {
        let tenant = try await SMPPTenant.shared(store)
        let sink = HTTPSink()
        defer { sink.stop() }
        let kannel = try await Kannel(tenant, sink: sink)
        try await kannel.send("Hello", to: "34600099960", from: "34600123123", name: "asked")
        let inbound = "/inbound?from=%2B34600099960&to=%2B34600123123&text=Hola"
        do {
            try await waitUntil(within: .seconds(60)) {
                sink.requests.contains { $0.path.hasPrefix(inbound) }
            }
        } catch {
            Issue.record("\(sink.requests.map(\.path)) \(kannel.log.suffix(3000))")
        }
    }

    private func expect(
        _ count: Int,
        of type: Int,
        named name: String,
        at sink: HTTPSink,
        _ kannel: Kannel
    ) async throws {
        do {
            try await waitUntil(within: .seconds(60)) {
                self.reports(sink, name, of: type).count >= count
            }
        } catch {
            throw TestSupportError(
                "\(name): \(sink.requests.map(\.path)) \(kannel.log.suffix(4000))"
            )
        }
    }
}
