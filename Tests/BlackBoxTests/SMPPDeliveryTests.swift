import Essentials
import SMPPCodec
import SMPPSession
import TestSupport
import Testing

/// Receipts and messages from handsets, against the real program.
@Suite(.timeLimit(.minutes(5)))
struct SMPPDeliveryTests {
    @Test(arguments: TestStore.allCases)
    func `receipts wait while nobody is bound to take them, and come in order`(
        store: TestStore
    ) async throws {
        let tenant = try await SMPPTenant.shared(store)
        let sender = try await tenant.bound(.transmitter)
        let ids = try await withThrowingTaskGroup(of: String.self) { group in
            for _ in 0..<10 {
                group.addTask { try await sender.submit(SMPPTenant.message(reports: 0x11)) }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        for id in ids {
            try await waitUntil { try await tenant.read(id).status == "delivered" }
        }
        #expect(sender.delivered.isEmpty)
        let receiver = try await tenant.bound(.receiver)
        try await receiver.expect(of: ids)
        for id in ids {
            let told = receiver.receipts.filter { $0.messageID == id }.compactMap(\.status)
            #expect(told.first == "ENROUTE")
            #expect(told.last == "DELIVRD")
        }
        try await sender.unbind()
        try await receiver.unbind()
    }

    @Test(arguments: TestStore.allCases)
    func `receipts are shared among the receiving sessions`(store: TestStore) async throws {
        let tenant = try await SMPPTenant.shared(store)
        let clients = [try await tenant.bound(), try await tenant.bound()]
        let bodies = (0..<40).map { _ in PDUBody.submitSM(SMPPTenant.message()) }
        _ = try await clients[0].requests(bodies)
        try await waitUntil { clients.map(\.receipts.count).reduce(0, +) == 40 }
        #expect(clients.allSatisfy { $0.receipts.count >= 10 })
        for client in clients { try await client.unbind() }
    }

    @Test(arguments: TestStore.allCases)
    func `a receipt that was refused, or lost with its session, comes again`(
        store: TestStore
    ) async throws {
        let tenant = try await SMPPTenant.shared(store)
        let client = try await tenant.bound()
        client.answerDeliveries(with: [.temporaryReceiverError])
        let id = try await client.submit(SMPPTenant.message())
        try await client.expect(of: [id])
        client.fallSilent()
        let lost = try await client.submit(SMPPTenant.message())
        try await waitUntil { try await tenant.read(lost).status == "delivered" }
        try await client.abort()
        let next = try await tenant.bound()
        try await next.expect(of: [lost])
        #expect(next.receipts.filter { $0.messageID == lost }.count == 1)
        try await next.unbind()
    }

    @Test(arguments: TestStore.allCases)
    func `reports go the way the message came`(store: TestStore) async throws {
        let sink = WebhookSink()
        let tenant = try await SMPPTenant.shared(store, options: ["--callback-url", sink.url])
        let client = try await tenant.bound()
        let mine = try await client.submit(SMPPTenant.message())
        let answer = try await tenant.server.post(
            "/transactional/v1/sms",
            token: tenant.token,
            #"{"from":"Acme","to":"+34600111222","text":"Hi"}"#
        )
        let other = try #require(answer.json.entity.id.string)
        try await client.expect(of: [mine])
        let calls = try await sink.calls(of: other, atLeast: 2)
        #expect(calls.map(\.status) == ["sent", "delivered"])
        #expect(Set(sink.calls.map(\.id)) == [other])
        #expect(client.receipts.compactMap(\.messageID) == [mine])
        try await client.unbind()
    }

    @Test(arguments: TestStore.allCases)
    func `after a kill every receipt still comes to who binds again`(
        store: TestStore
    ) async throws {
        let server = try await RunningServer(
            on: store,
            options: ["--smpp", "127.0.0.1:0", "--smpp-rate", "1000", "--in-doubt-after", "1"]
        )
        let tenant = try await SMPPTenant(on: server)
        let client = try await tenant.bound(.transmitter)
        let bodies = (0..<50).map { _ in PDUBody.submitSM(SMPPTenant.message()) }
        let ids = try await client.requests(bodies).compactMap { pdu -> String? in
            guard case .submitSMResponse(let reference) = pdu.body else { return nil }
            return reference.messageID
        }
        #expect(ids.count == 50)
        try await server.kill()
        try await server.start()
        let next = try await tenant.bound()
        // Those whose hand-off the kill left in doubt end as unknown; all end, and once.
        try await waitUntil(within: .seconds(60)) {
            Set(next.receipts.compactMap(\.messageID)).isSuperset(of: ids)
        }
        #expect(next.receipts.count == 50)
        try await next.unbind()
        #expect(try await server.stop() == 0)
        let doctor = try await server.run(["doctor"])
        #expect(doctor.status == 0, "\(doctor.output)")
    }

    @Test func `a stop answers and unbinds everybody`() async throws {
        let server = try await RunningServer(on: .sqlite, options: ["--smpp", "127.0.0.1:0"])
        let tenant = try await SMPPTenant(on: server)
        let client = try await tenant.bound()
        _ = try await client.submit(SMPPTenant.message())
        #expect(try await server.stop() == 0)
        try await waitUntil { client.end == .peerUnbound }
    }
}
