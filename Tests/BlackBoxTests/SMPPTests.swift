import Essentials
import SMPPCodec
import SMPPSession
import TestSupport
import Testing

/// Clients of the SMPP gateway, against the real program on both stores.
@Suite(.timeLimit(.minutes(5)))
struct SMPPTests {
    @Test(arguments: TestStore.allCases, [InterfaceVersion.v33, .v34, .v50])
    func `a message is accepted, delivered, reported and reads the same over HTTP`(
        store: TestStore,
        version: InterfaceVersion
    ) async throws {
        let tenant = try await SMPPTenant.shared(store)
        let client = try await tenant.bound(version: version)
        let id = try await client.submit(SMPPTenant.message("Hi there"))
        #expect(id.count == (version.hasParameters ? 24 : 8))
        try await client.expect(of: [id])
        let report = try #require(client.delivered.first)
        let receipt = try #require(client.receipts.first)
        #expect(client.delivered.count == 1)
        #expect(report.esmClass.messageType == .deliveryReceipt)
        #expect(report.source.digits == "34600111222")
        #expect(report.source.typeOfNumber == .international)
        #expect(report.destination.digits == "Acme")
        #expect(report.destination.typeOfNumber == .alphanumeric)
        #expect(receipt.text == "Hi there")
        #expect(receipt.submittedCount == 1)
        #expect(receipt.deliveredCount == 1)
        #expect(receipt.error == "000")
        #expect(report.parameters.receiptedMessageID == (version.hasParameters ? id : nil))
        #expect(report.parameters.messageState == (version.hasParameters ? .delivered : nil))
        let listed = try await tenant.server.get("/transactional/v1/sms", token: tenant.token)
        let read =
            try await version.hasParameters
            ? tenant.read(id) : #require(listed.json.entities.elements.first)
        #expect(read.status == "delivered")
        #expect(read.from == "Acme")
        #expect(read.to == "34600111222")
        #expect(read.normalizedTo == "+34600111222")
        #expect(read.text == "Hi there")
        #expect(read.messagesCount == 1)
        #expect(read.charged == true)
        #expect(try await tenant.tenant.available() == 999.955)
        try await client.unbind()
    }
}
