import Essentials
import SMPPCodec
import TestSupport
import Testing

/// Our carrier connector against an SMSC that is not ours, on both stores.
@Suite(.timeLimit(.minutes(5)))
struct IndependentCentreTests {
    private func send(
        _ tenant: Tenant,
        _ text: String,
        to recipient: String,
        from sender: String = "Acme"
    ) async throws -> String {
        let answer = try await tenant.server.post(
            "/transactional/v1/sms",
            token: tenant.token,
            #"{"from":"\#(sender)","to":"+\#(recipient)","text":"\#(text)"}"#
        )
        guard answer.status == 201, let id = answer.json.entity.id.string else {
            throw TestSupportError("\(answer.status): \(answer.text)")
        }
        return id
    }

    @Test(arguments: TestStore.allCases)
    func `messages go out, answers and receipts of every kind come back`(
        store: TestStore
    ) async throws {
        // A server of its own: once there is a route, the simulator is no carrier by default.
        let tenant = try await Tenant(on: try await RunningServer(on: store))
        let centre = try await IndependentCentre()
        try await centre.connect(tenant, as: "independent")
        let long = String(repeating: "0123456789", count: 40)
        let plain = try await send(tenant, "Hola € ñ", to: "34600222000")
        let refused = try await send(tenant, "Hi", to: "34600222001")
        let busy = try await send(tenant, "Hi", to: "34600222002")
        let failed = try await send(tenant, "Hi", to: "34600222003")
        let doubled = try await send(tenant, "Hi", to: "34600222004")
        let bare = try await send(tenant, "Hi", to: "34600222005")
        let parts = try await send(tenant, long, to: "34600222009")
        try await tenant.expect("delivered", of: plain)
        try await tenant.expect("rejected", of: refused)
        try await tenant.expect("delivered", of: busy)
        try await tenant.expect("failed", of: failed)
        try await tenant.expect("delivered", of: doubled)
        try await tenant.expect("delivered", of: bare)
        try await tenant.expect("delivered", of: parts)
        let sent = try #require(centre.submissions(to: "34600222000").first)
        // GSM 03.38, one septet an octet: the euro is an escape and 0x65, the n with tilde 0x7D.
        #expect(sent.message == "486f6c61201b65207d")
        #expect(sent.dataCoding == 0)
        #expect(sent.source == "Acme")
        #expect(sent.sourceTON == 5)
        #expect(sent.destinationTON == 1)
        #expect(sent.registered == 1)
        #expect(centre.submissions(to: "34600222001").count == 1)
        #expect(centre.submissions(to: "34600222002").map(\.status.value) == [88, 88, 0])
        let pieces = centre.submissions(to: "34600222009")
        #expect(pieces.map(\.esmClass) == [64, 64, 64])
        let texts = pieces.compactMap(\.message.string).map { $0.dropFirst(12) }
        #expect(texts.joined().count == 2 * long.utf8.count)
    }
}
