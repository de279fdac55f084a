import Essentials
import SMPPCodec
import SMPPSession
import TestSupport
import Testing

/// Texts, pieces and several recipients over SMPP, against the real program on both stores.
@Suite(.timeLimit(.minutes(5)))
struct SMPPTextTests {
    @Test(arguments: TestStore.allCases)
    func `texts in each character set read over HTTP as they were meant`(
        store: TestStore
    ) async throws {
        let tenant = try await SMPPTenant.shared(store)
        let client = try await tenant.bound()
        let cases: [([UInt8], UInt8, String, String)] = [
            ([0x00, 0x1B, 0x65], 0, "@€", "GSM_7BIT_EX"),
            (Array("ñu".utf8), 0, "ñu", "GSM_7BIT"), ([0xA4, 0xE9], 3, "€é", "GSM_7BIT_EX"),
            ([0x04, 0x1F, 0x04, 0x40], 8, "Пр", "UTF16"),
        ]
        for (octets, coding, text, encoding) in cases {
            var message = SMPPTenant.message()
            message.shortMessage = octets
            message.dataCoding = coding
            let id = try await client.submit(message)
            let read = try await tenant.read(id)
            #expect(read.text.string == text)
            #expect(read.encoding.string == encoding)
        }
        try await client.unbind()
    }

    @Test(arguments: TestStore.allCases)
    func `a text in the payload parameter is cut and priced by us`(
        store: TestStore
    ) async throws {
        let tenant = try await SMPPTenant.shared(store)
        let client = try await tenant.bound()
        var message = SMPPTenant.message()
        message.shortMessage = []
        message.parameters.messagePayload = [UInt8](repeating: 0x41, count: 400)
        let id = try await client.submit(message)
        let read = try await tenant.read(id)
        #expect(read.messagesCount == 3)
        #expect(read.priceUser == 0.135)
        #expect(read.concatenation == .missing)
        try await client.expect(of: [id])
        message.parameters.messagePayload = [UInt8](repeating: 0x41, count: 1531)
        #expect(try await client.request(.submitSM(message)).status == .invalidMessageLength)
        try await client.unbind()
    }

    @Test(arguments: TestStore.allCases, [false, true])
    func `pieces that the client cut are one message each and know their whole`(
        store: TestStore,
        usesParameters: Bool
    ) async throws {
        let tenant = try await SMPPTenant.shared(store)
        let client = try await tenant.bound()
        let pieces = ["One, ", "two, ", "three"].enumerated().map { index, text in
            var message = SMPPTenant.message(text)
            if usesParameters {
                message.parameters.sarReference = 77
                message.parameters.sarTotal = 3
                message.parameters.sarSequence = UInt8(index + 1)
            } else {
                message.esmClass.hasUserDataHeader = true
                message.shortMessage = [5, 0, 3, 77, 3, UInt8(index + 1)] + Array(text.utf8)
            }
            return message
        }
        let first = try await client.submit(pieces[0])
        let lone = try await tenant.read(first)
        #expect(lone.concatenation.text == nil)
        #expect(lone.concatenation.parts == 3)
        let second = try await client.submit(pieces[1])
        let third = try await client.submit(pieces[2])
        #expect(Set([first, second, third]).count == 3)
        for (part, id) in [first, second, third].enumerated() {
            let read = try await tenant.read(id)
            #expect(read.messagesCount == 1)
            #expect(read.concatenation.reference == 77)
            #expect(read.concatenation.part.value == Double(part + 1))
            #expect(read.concatenation.text == "One, two, three")
        }
        try await client.expect(of: [first, second, third])
        let list = try await tenant.server.get("/transactional/v1/sms", token: tenant.token)
        #expect(
            list.json.entities.elements.allSatisfy {
                $0.concatenation.text == "One, two, three"
            }
        )
        try await client.unbind()
    }

    @Test(arguments: TestStore.allCases)
    func `submit_multi makes a message for each recipient and names those it refused`(
        store: TestStore
    ) async throws {
        let tenant = try await SMPPTenant.shared(store)
        let client = try await tenant.bound()
        let request = SubmitMulti(
            SMPPTenant.message(),
            to: [
                .address(Address("34600111222")), .address(Address("nobody")),
                .address(Address("34600111333")), .distributionList("friends"),
            ]
        )
        let answer = try await client.request(.submitMulti(request))
        #expect(answer.status == .ok)
        guard case .submitMultiResponse(let response) = answer.body else {
            Issue.record("answered \(answer)")
            return
        }
        #expect(response.unsuccessful.map(\.address.digits) == ["nobody", "friends"])
        #expect(
            response.unsuccessful.map(\.status) == [
                .invalidDestinationAddress, .cannotSubmitToList,
            ]
        )
        let list = try await tenant.server.get("/transactional/v1/sms", token: tenant.token)
        let ids = list.json.entities.elements.compactMap(\.id.string)
        #expect(ids.count == 2)
        #expect(ids.contains(response.messageID))
        try await client.expect(of: ids)
        try await client.unbind()
    }

    @Test(arguments: TestStore.allCases)
    func `data_sm is taken like submit_sm`(store: TestStore) async throws {
        let tenant = try await SMPPTenant.shared(store)
        let client = try await tenant.bound()
        var message = DataMessage()
        message.source = Address("Acme", typeOfNumber: .alphanumeric)
        message.destination = Address("34600111222")
        message.registeredDelivery = RegisteredDelivery(.always)
        message.parameters.messagePayload = Array("Hi".utf8)
        let answer = try await client.request(.dataSM(message))
        guard case .dataSMResponse(let reference) = answer.body else {
            Issue.record("answered \(answer)")
            return
        }
        try await client.expect(of: [reference.messageID])
        #expect(try await tenant.read(reference.messageID).text == "Hi")
        try await client.unbind()
    }
}
