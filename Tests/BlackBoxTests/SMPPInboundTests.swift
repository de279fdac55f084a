import Essentials
import SMPPCodec
import SMPPSession
import SMSText
import TestSupport
import Testing

/// Messages of handsets on their whole way: an SMSC in another process, our carrier, a client that
/// is bound to receive, and what HTTP shows of them.
@Suite(.timeLimit(.minutes(5)))
struct SMPPInboundTests {
    private static let number = "34911222333"
    private static let short = "Hola, 10 €"
    private static let long = String(repeating: "Una respuesta larga. ", count: 20) + "Señal ✋"

    /// A server whose carrier brought a short text, and one that the SMSC cut, to a token.
    private func world(
        _ store: TestStore,
        _ options: String...
    ) async throws -> (SMPPTenant, RunningSMSC) {
        let server = try await RunningServer(
            on: store,
            options: ["--smpp", "127.0.0.1:0"] + options
        )
        let tenant = try await SMPPTenant(on: server)
        try await server.command("number", "add", Self.number, "--token", tenant.tokenID)
        let smsc = try await RunningSMSC(
            "--inbound",
            "34611111111:\(Self.number):\(Self.short)",
            "--inbound",
            "34622222222:\(Self.number):\(Self.long)"
        )
        try await smsc.join(server, as: "op")
        return (tenant, smsc)
    }

    @Test(arguments: TestStore.allCases)
    func `a text that the SMSC cut comes whole to a receiver, and HTTP shows it`(
        store: TestStore
    ) async throws {
        let (tenant, smsc) = try await world(store)
        let client = try await tenant.bound(.receiver)
        try await waitUntil { client.delivered.count == 2 }
        for delivery in client.delivered {
            #expect(delivery.esmClass.rawValue == 0)
            #expect(delivery.destination.digits == Self.number)
        }
        let short = try #require(client.delivered.first { $0.source.digits == "+34611111111" })
        #expect(short.dataCoding == 0)
        #expect(DataCoding.gsm7.decode(short.shortMessage) == Self.short)
        let long = try #require(client.delivered.first { $0.source.digits == "+34622222222" })
        #expect(long.dataCoding == 8)
        #expect(long.parameters.messagePayload.flatMap(DataCoding.utf16.decode) == Self.long)
        try await expectEntities(tenant)
        try await client.unbind()
        #expect(try await tenant.server.stop() == 0)
        try await smsc.kill()
    }

    @Test func `with --smpp-long-inbound parts it comes in parts again`() async throws {
        let (tenant, smsc) = try await world(.sqlite, "--smpp-long-inbound", "parts")
        let client = try await tenant.bound(.receiver)
        let partsCount = SMSCount(Self.long).parts
        try await waitUntil { client.delivered.count == 1 + partsCount }
        let parts = client.delivered.filter { $0.source.digits == "+34622222222" }
        #expect(parts.allSatisfy { $0.esmClass.rawValue == 0x40 })
        let received = parts.compactMap {
            ReceivedPart(shortMessage: $0.shortMessage, hasHeader: true, dataCoding: .utf16)
        }
        #expect(received.compactMap { $0.concatenation?.sequence } == Array(1...UInt8(partsCount)))
        #expect(ReceivedPart.text(of: received) == Self.long)
        try await expectEntities(tenant)
        #expect(try await tenant.server.stop() == 0)
        try await smsc.kill()
    }

    @Test func `a text that comes while nobody is bound waits, also for a restart`() async throws {
        let (tenant, smsc) = try await world(.sqlite)
        try await waitUntil { try await list(tenant).count == 2 }
        try await smsc.kill()
        try await tenant.server.kill()
        try await tenant.server.start()
        let client = try await tenant.bound(.receiver)
        try await waitUntil { client.delivered.count == 2 }
        #expect(
            Set(client.delivered.map(\.source.digits)) == ["+34611111111", "+34622222222"]
        )
        #expect(try await tenant.server.stop() == 0)
    }

    @Test func `an answer names the message that it answers`() async throws {
        let server = try await RunningServer(on: .sqlite, options: ["--smpp", "127.0.0.1:0"])
        let tenant = try await SMPPTenant(on: server)
        let smsc = try await RunningSMSC()
        try await smsc.join(server, as: "op")
        try await server.command("route", "add", "--carrier", "op")
        let client = try await tenant.bound()
        // A handset that answers "STOP".
        let id = try await client.submit(
            SMPPTenant.message(to: "34600099961", from: Self.number)
        )
        try await waitUntil { client.delivered.count == 2 }
        #expect(client.delivered.contains { $0.esmClass.rawValue == 0 })
        let answer = try #require(try await list(tenant).first { $0.inbound == true })
        #expect(answer.status == "stop")
        #expect(answer.inReplyTo == .string(id))
        #expect(try await tenant.read(id).inbound == false)
        #expect(try await server.stop() == 0)
        try await smsc.kill()
    }

    @Test(arguments: TestStore.allCases)
    func `names and short codes write too, to a token or to nobody`(
        store: TestStore
    ) async throws {
        let server = try await RunningServer(on: store, options: ["--smpp", "127.0.0.1:0"])
        let tenant = try await SMPPTenant(on: server)
        try await server.command("number", "add", Self.number, "--token", tenant.tokenID)
        let smsc = try await RunningSMSC(
            "--inbound",
            "Vodafone:\(Self.number):Your bill",
            "--inbound",
            "24712:\(Self.number):\(Self.long)",
            "--inbound",
            "Orange:34900000000:Nobody"
        )
        try await smsc.join(server, as: "op")
        let client = try await tenant.bound(.receiver)
        try await waitUntil { client.delivered.count == 2 }
        let kinds = client.delivered.map {
            "\($0.source.digits) \($0.source.typeOfNumber.rawValue)"
        }
        #expect(Set(kinds) == ["Vodafone 5", "24712 3"])
        let listed = try await list(tenant)
        #expect(Set(listed.map(\.from.string)) == ["Vodafone", "24712"])
        #expect(Set(listed.map(\.text.string)) == ["Your bill", Self.long])
        try await waitUntil {
            let unclaimed = try await server.run(["message", "unclaimed"]).json.elements
            return unclaimed.map(\.from) == ["Orange"] && unclaimed.map(\.text) == ["Nobody"]
        }
        #expect(try await server.stop() == 0)
        try await smsc.kill()
    }

    @Test(arguments: TestStore.allCases)
    func `receipts that find no message are listed, counted and logged`(
        store: TestStore
    ) async throws {
        let server = try await RunningServer(on: store, options: ["--smpp", "127.0.0.1:0"])
        let tenant = try await SMPPTenant(on: server)
        // Hexadecimal in answers and decimal in receipts, which the carrier is not told.
        let smsc = try await RunningSMSC("--ids", "mixed")
        try await smsc.join(server, as: "op", "messageReference=no")
        try await server.command("route", "add", "--carrier", "op")
        let client = try await tenant.bound()
        for _ in 0..<10 {
            _ = try await client.submit(SMPPTenant.message(to: "34600111222"))
        }
        try await waitUntil {
            let found = try await server.run(["message", "unmatched-receipts"]).json.elements
            // Those that came while another message was handed off still wait.
            guard let receipt = found.first(where: { $0.reference == "0000000010" }) else {
                return false
            }
            #expect(receipt.carrier == "op")
            #expect(receipt.reason == "unmatched")
            #expect(receipt.to == "34600111222")
            return true
        }
        try await waitUntil { server.log.contains("receipt without a message") }
        #expect(!server.log.contains("34600111222"))
        let metrics = try await server.get("/metrics", token: nil).text
        let series = #"carrier_unmatched_receipts_total{carrier="op",reason="unmatched"}"#
        #expect(metrics.contains(series))
        #expect(try await server.stop() == 0)
        try await smsc.kill()
    }

    private func list(_ tenant: SMPPTenant) async throws -> [JSON] {
        try await tenant.server.get("/transactional/v1/sms", token: tenant.token)
            .json.entities.elements
    }

    /// HTTP lists both texts, and shows each.
    private func expectEntities(_ tenant: SMPPTenant) async throws {
        let listed = try await list(tenant)
        #expect(Set(listed.map(\.text.string)) == [Self.short, Self.long])
        for entity in listed {
            #expect(try await tenant.read(entity.id.string ?? "") == entity)
            #expect(entity.inbound == true)
            #expect(entity.status == "inbound")
            #expect(entity.to == .string(Self.number))
            #expect(entity.normalizedTo == .string("+" + Self.number))
            #expect(entity.country == .null)
            #expect(entity.charged == false)
            #expect(entity.inReplyTo == .null)
        }
        let long = try #require(listed.first { $0.from == "+34622222222" })
        #expect(long.encoding == "UTF16")
        #expect(long.messagesCount.value == Double(SMSCount(Self.long).parts))
    }
}
