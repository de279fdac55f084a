import Essentials
import SMPPCodec
import SMPPSession
import TestSupport
import Testing

/// Asking about messages and changing them over SMPP, against the real program on both stores.
@Suite(.timeLimit(.minutes(5)))
struct SMPPOperationsTests {
    private static func query(_ id: String) -> PDUBody {
        .querySM(MessageQuery(messageID: id, source: Address("Acme")))
    }

    private static func cancellation(_ id: String, to recipient: String = "") -> PDUBody {
        var wish = MessageCancellation()
        wish.messageID = id
        wish.destination = Address(recipient)
        wish.source = Address("Acme")
        return .cancelSM(wish)
    }

    private static func scheduled(_ text: String = "Later") -> ShortMessage {
        var message = SMPPTenant.message(text)
        message.scheduleDeliveryTime = "000000010000000R"
        return message
    }

    private func state(_ id: String, _ client: SMPPClient) async throws -> MessageState? {
        let answer = try await client.request(Self.query(id))
        guard case .querySMResponse(let response) = answer.body else { return nil }
        return MessageState(rawValue: response.messageState)
    }

    @Test(arguments: TestStore.allCases)
    func `a query tells the state, and only to the token that sent the message`(
        store: TestStore
    ) async throws {
        let tenant = try await SMPPTenant.shared(store)
        let client = try await tenant.bound()
        let id = try await client.submit(SMPPTenant.message())
        try await client.expect(of: [id])
        #expect(try await state(id, client) == .delivered)
        let later = try await client.submit(Self.scheduled())
        #expect(try await state(later, client) == .enroute)
        let other = try await SMPPTenant.shared(store).bound()
        #expect(try await other.request(Self.query(id)).status == .invalidMessageID)
        for unknown in ["", "7", String(repeating: "0", count: 24)] {
            #expect(try await client.request(Self.query(unknown)).status == .invalidMessageID)
        }
        let wrong = PDUBody.querySM(MessageQuery(messageID: id, source: Address("Other")))
        #expect(try await client.request(wrong).status == .invalidSourceAddress)
        try await client.unbind()
        try await other.unbind()
    }

    @Test(arguments: TestStore.allCases)
    func `a client of 3_3 asks for, cancels and gets receipts of messages by short ids`(
        store: TestStore
    ) async throws {
        let tenant = try await SMPPTenant.shared(store)
        let client = try await tenant.bound(version: .v33)
        let ids = try await client.requests(
            (0..<40).map { .submitSM(SMPPTenant.message("\($0)")) }
        ).compactMap { answer -> String? in
            guard case .submitSMResponse(let reference) = answer.body else { return nil }
            return reference.messageID
        }
        #expect(Set(ids).count == 40)
        #expect(ids.allSatisfy { (1...8).contains($0.utf8.count) })
        try await client.expect(of: ids)
        let id = try #require(ids.first)
        #expect(try await state(id, client) == .delivered)
        let later = try await client.submit(Self.scheduled())
        #expect(try await client.request(Self.cancellation(later)).status == .ok)
        try await client.expect("DELETED", of: [later])
        let other = try await SMPPTenant.shared(store).bound(version: .v33)
        #expect(try await other.request(Self.query(id)).status == .invalidMessageID)
        // The ids of newer sessions are valid here too: there is one set of messages.
        let newer = try await tenant.bound()
        let long = try await newer.submit(SMPPTenant.message(reports: 0))
        #expect(try await state(long, client) != nil)
        for session in [client, other, newer] { try await session.unbind() }
    }

    @Test(arguments: TestStore.allCases)
    func `a message that waits for its time is cancelled once, refunded and reported`(
        store: TestStore
    ) async throws {
        let tenant = try await SMPPTenant.shared(store, balance: "1")
        let client = try await tenant.bound()
        let id = try await client.submit(Self.scheduled())
        #expect(try await tenant.tenant.available() == 0.955)
        #expect(try await tenant.read(id).status == "scheduled")
        let mistaken = Self.cancellation(id, to: "34600111999")
        #expect(try await client.request(mistaken).status == .invalidDestinationAddress)
        let recipient = try await tenant.read(id).normalizedTo.string ?? ""
        let right = Self.cancellation(id, to: "00" + recipient.dropFirst())
        #expect(try await client.request(right).status == .ok)
        #expect(try await tenant.tenant.available() == 1)
        #expect(try await client.request(Self.cancellation(id)).status == .cancelFailed)
        try await client.expect("DELETED", of: [id])
        let done = try await client.submit(SMPPTenant.message())
        try await client.expect(of: [done])
        #expect(try await client.request(Self.cancellation(done)).status == .cancelFailed)
        #expect(try await client.request(Self.cancellation("")).status == .cancelFailed)
        try await client.unbind()
    }

    @Test(arguments: TestStore.allCases)
    func `a replacement has another text, time and price`(store: TestStore) async throws {
        let tenant = try await SMPPTenant.shared(store, balance: "1")
        let client = try await tenant.bound()
        let id = try await client.submit(Self.scheduled())
        var change = MessageReplacement()
        change.messageID = id
        change.source = Address("Acme")
        change.registeredDelivery = RegisteredDelivery(.always)
        change.parameters.messagePayload = [UInt8](repeating: 0x42, count: 200)
        #expect(try await client.request(.replaceSM(change)).status == .ok)
        let longer = try await tenant.read(id)
        #expect(longer.messagesCount == 2)
        #expect(longer.status == "scheduled")
        #expect(try await tenant.tenant.available() == 0.91)
        change.parameters = Parameters()
        change.shortMessage = Array("Now".utf8)
        change.scheduleDeliveryTime = "000000000003000R"
        #expect(try await client.request(.replaceSM(change)).status == .ok)
        #expect(try await tenant.tenant.available() == 0.955)
        try await client.expect(of: [id])
        #expect(try await tenant.read(id).text == "Now")
        #expect(try await client.request(.replaceSM(change)).status == .replaceFailed)
        change.source = Address("Other")
        #expect(try await client.request(.replaceSM(change)).status == .invalidSourceAddress)
        try await client.unbind()
    }
}
