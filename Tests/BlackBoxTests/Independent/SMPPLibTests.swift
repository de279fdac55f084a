import Essentials
import SMPPCodec
import TestSupport
import Testing

/// A client that is not ours against the real program, on both stores: PyPI's `smpplib`.
@Suite(.timeLimit(.minutes(5)))
struct SMPPLibTests {
    @Test(arguments: TestStore.allCases, ["transmitter", "receiver", "transceiver"])
    func `smpplib binds in every mode and unbinds`(store: TestStore, mode: String) async throws {
        let client = SMPPLibClient(try await SMPPTenant.shared(store))
        let talk = try await client.talk(["bind", "--mode", mode])
        let bound = try #require(talk.events("bound").first)
        #expect(bound.version == 0x34)
        #expect(bound.systemID.string?.isEmpty == false)
        #expect(talk.events("unbound").map(\.status) == [0])
    }

    @Test(arguments: TestStore.allCases)
    func `a wrong name or password is refused with its status`(store: TestStore) async throws {
        var client = SMPPLibClient(try await SMPPTenant.shared(store))
        client.password = "wrong"
        let refused = try await client.talk(["bind"])
        #expect(refused.events("refused").map(\.status) == [status(.invalidPassword)])
        client.systemID = "nobody-here"
        let unknown = try await client.talk(["bind"])
        #expect(unknown.events("refused").map(\.status) == [status(.invalidSystemID)])
    }

    struct Text: Sendable {
        let kind: String
        let text: String
        let parts: Int
        let messages: Int
    }

    @Test(
        arguments: TestStore.allCases,
        [
            Text(kind: "gsm", text: "Precio: 10 € [hoy] ñÑ@_", parts: 1, messages: 1),
            Text(kind: "ucs2", text: "Привет, 世界 👍", parts: 1, messages: 1),
            Text(
                kind: "payload",
                text: String(repeating: "long text ", count: 40),
                parts: 3,
                messages: 1
            ),
        ]
    )
    func `a text arrives as it was sent and is reported`(
        store: TestStore,
        sent: Text
    ) async throws {
        let tenant = try await SMPPTenant.shared(store)
        let client = SMPPLibClient(tenant)
        let talk = try await client.send(sent.text, as: sent.kind, deliveries: 1)
        let answers = talk.events("answer")
        #expect(answers.map(\.status) == [0])
        let id = try #require(answers.first?.id.string)
        let read = try await tenant.read(id)
        #expect(read.text == .string(sent.text))
        #expect(read.messagesCount.value == Double(sent.parts))
        let report = try #require(talk.events("delivery").first)
        #expect(report.receiptedID == .string(id))
        #expect(report.state == 2)
        #expect(report.esmClass == 4)
        #expect(report.source == "34600111222")
        #expect(report.destination == "Acme")
        #expect(report.text.string?.contains("id:\(id) ") == true)
        #expect(report.text.string?.contains(" stat:DELIVRD ") == true)
    }

    @Test(arguments: TestStore.allCases, ["udh", "sar"])
    func `segments that the client cut are messages of their own and one text`(
        store: TestStore,
        kind: String
    ) async throws {
        let tenant = try await SMPPTenant.shared(store)
        let text = String(repeating: "0123456789", count: 40)
        let talk = try await SMPPLibClient(tenant).send(text, as: kind, deliveries: 3)
        // Answers may come in any order.
        let ids = talk.events("answer")
            .sorted { ($0.sequence.value ?? 0) < ($1.sequence.value ?? 0) }
            .compactMap(\.id.string)
        #expect(Set(ids).count == 3)
        #expect(Set(talk.events("delivery").compactMap(\.receiptedID.string)) == Set(ids))
        for (index, id) in ids.enumerated() {
            let read = try await tenant.read(id)
            #expect(read.messagesCount == 1)
            #expect(read.concatenation.part.value == Double(index + 1))
            #expect(read.concatenation.parts == 3)
            #expect(read.concatenation.text == .string(text))
        }
    }

    @Test(arguments: TestStore.allCases)
    func `an answer of the handset comes as deliver_sm`(store: TestStore) async throws {
        let tenant = try await SMPPTenant.shared(store)
        let talk = try await SMPPLibClient(tenant).talk(
            [
                "send", "--from", "34600123123", "--source-ton", "1", "--source-npi", "1",
                "--to", "34600099960", "--receipts", "2",
            ]
        )
        let inbound = talk.events("delivery").filter { $0.esmClass == 0 }
        #expect(inbound.map(\.source) == ["+34600099960"])
        #expect(inbound.map(\.text) == ["Hola, gracias"])
    }

    @Test(arguments: TestStore.allCases)
    func `who sends faster than allowed is throttled`(store: TestStore) async throws {
        let tenant = try await SMPPTenant.shared(store)
        try await tenant.server.command("token", "set-smpp", tenant.tokenID, "--rate", "5")
        let talk = try await SMPPLibClient(tenant).talk(
            ["send", "--count", "40", "--registered", "0", "--from", "Acme"]
        )
        let statuses = talk.events("answer").map(\.status)
        #expect(statuses.count == 40)
        #expect(statuses.contains(0))
        #expect(statuses.filter { $0 == status(.throttled) }.count >= 20)
        #expect(statuses.allSatisfy { $0 == 0 || $0 == status(.throttled) })
    }

    @Test(arguments: TestStore.allCases, ["0x34", "0x50"])
    func `what cannot be sent is refused with its status`(
        store: TestStore,
        version: String
    ) async throws {
        var client = SMPPLibClient(try await SMPPTenant.shared(store))
        client.version = version
        func refusal(_ words: String...) async throws -> [JSON] {
            try await client.talk(["send", "--from", "Acme"] + words).events("answer")
                .map(\.status)
        }
        #expect(try await refusal("--to", "12") == [status(.invalidDestinationAddress)])
        #expect(try await refusal("--from", "A") == [status(.invalidSourceAddress)])
        let coding = version == "0x50" ? status(.invalidDataCoding) : status(.submitFailed)
        #expect(
            try await refusal("--kind", "raw", "--text", "4869", "--data-coding", "4") == [coding]
        )
    }

    @Test(arguments: TestStore.allCases)
    func `an empty account is refused`(store: TestStore) async throws {
        let tenant = try await SMPPTenant.shared(store, balance: "0")
        let talk = try await SMPPLibClient(tenant).send("Hello")
        #expect(talk.events("answer").map(\.status) == [status(.submitFailed)])
    }

    @Test(arguments: TestStore.allCases)
    func `a message may be asked for`(store: TestStore) async throws {
        let tenant = try await SMPPTenant.shared(store)
        let client = SMPPLibClient(tenant)
        let sent = try await client.send("Hello", deliveries: 1)
        let id = try #require(sent.events("answer").first?.id.string)
        let talk = try await client.talk(["query", "--id", id, "--from", "Acme"])
        let answer = try #require(talk.events("answer").first)
        #expect(answer.command == "query_sm_resp")
        #expect(answer.status == 0)
        #expect(answer.state == 2)
    }

    @Test(arguments: TestStore.allCases)
    func `a receipt that nobody is bound for waits`(store: TestStore) async throws {
        let tenant = try await SMPPTenant.shared(store)
        let client = SMPPLibClient(tenant)
        let sent = try await client.talk(["send", "--mode", "transmitter", "--from", "Acme"])
        let id = try #require(sent.events("answer").first?.id.string)
        try await waitUntil { try await tenant.read(id).status == "delivered" }
        let talk = try await client.talk(["listen", "--mode", "receiver"])
        #expect(talk.events("delivery").map(\.receiptedID) == [.string(id)])
    }

    @Test(arguments: TestStore.allCases)
    func `a receipt that the client refuses comes again`(store: TestStore) async throws {
        let tenant = try await SMPPTenant.shared(store)
        let talk = try await SMPPLibClient(tenant).talk(
            ["--refuse", "1", "send", "--from", "Acme", "--receipts", "1"]
        )
        let id = try #require(talk.events("answer").first?.id.string)
        #expect(talk.events("refusal").map(\.receiptedID) == [.string(id)])
        #expect(talk.events("delivery").map(\.receiptedID) == [.string(id)])
    }

    @Test(arguments: TestStore.allCases)
    func `misuse gets the standard answer or a closed session`(store: TestStore) async throws {
        let talk = try await SMPPLibClient(try await SMPPTenant.shared(store)).talk(["misuse"])
        var statuses: [String: JSON] = [:]
        for event in talk.events("misuse") {
            statuses[event.name.string ?? ""] = event.status == .missing ? .null : event.status
        }
        #expect(statuses["submit before bind"] == status(.incorrectBindStatus))
        #expect(statuses["submit as receiver"] == status(.incorrectBindStatus))
        #expect(statuses["second bind"] == status(.alreadyBound))
        #expect(statuses["unknown command"] == status(.invalidCommandID))
        #expect(statuses["truncated submit"] == status(.invalidCommandLength))
        #expect(statuses["enquire_link"] == 0)
        #expect(statuses["impossible length"] == status(.invalidCommandLength))
        #expect(statuses["after the impossible length"] == .null)
    }

    private func status(_ status: CommandStatus) -> JSON { .number(Double(status.rawValue)) }
}
