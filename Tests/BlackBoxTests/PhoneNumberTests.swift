import Essentials
import SMPPCodec
import TestSupport
import Testing

/// The example numbers of all countries, sent to over both faces of the running program.
@Suite(.timeLimit(.minutes(10)))
struct PhoneNumberTests {
    private static let path = "/transactional/v1/sms/bulk?_dryRun"

    /// Spellings with the number that each is; nil for those that are none.
    private static func spellings() throws -> [(text: String, e164: String?)] {
        let examples = try ExampleNumbers.read()
        // A calling code without a country has no price.
        let valid = examples.valid.filter { $0.country != nil }.flatMap { example in
            example.internationalSpellings.map { ($0, Optional(example.e164)) }
        }
        let invalid = examples.invalid.flatMap { text in
            [text, String(text.dropFirst()), "00" + text.dropFirst()].map { ($0, String?.none) }
        }
        return valid + invalid
    }

    @Test func `over HTTP every example is accepted in every spelling, and nothing else`()
        async throws
    {
        let tenant = try await Tenant.shared(.sqlite)
        let spellings = try Self.spellings()
        #expect(spellings.count > 5_000)
        for start in stride(from: 0, to: spellings.count, by: 100) {
            let batch = spellings[start..<min(start + 100, spellings.count)]
            let items = batch.map { #"{"from":"Acme","text":"Hi","to":"\#($0.text)"}"# }
            let answer = try await tenant.server.post(
                Self.path,
                token: tenant.token,
                "[\(items.joined(separator: ","))]"
            )
            #expect(answer.status < 300)
            let accepted = answer.json.entities.elements.map(\.normalizedTo.string)
            #expect(accepted == batch.compactMap(\.e164))
            let refused = answer.json.errors.elements
            #expect(refused.map(\.to.string) == batch.filter { $0.e164 == nil }.map(\.text))
            #expect(refused.allSatisfy { $0.errors == ["to": ["Invalid phone number"]] })
        }
    }

    @Test func `over SMPP every example is accepted in every spelling, and nothing else`()
        async throws
    {
        let tenant = try await SMPPTenant.shared(.sqlite, balance: "100000")
        let limits = ["token", "set-smpp", tenant.tokenID, "--rate", "10000"]
        #expect(try await tenant.server.run(limits).status == 0)
        let client = try await tenant.bound()
        // The field has room for 20 characters.
        let spellings = try Self.spellings().filter { $0.text.utf8.count <= 20 }
        #expect(spellings.count > 5_000)
        for start in stride(from: 0, to: spellings.count, by: 10) {
            let batch = spellings[start..<min(start + 10, spellings.count)]
            let answers = try await client.requests(
                batch.map { .submitSM(SMPPTenant.message(to: $0.text, reports: 0)) }
            )
            for (spelling, answer) in zip(batch, answers) {
                let expected = spelling.e164 == nil ? CommandStatus.invalidDestinationAddress : .ok
                #expect(answer.status == expected, "\(spelling.text)")
            }
        }
        try await client.unbind()
    }

    @Test(arguments: TestStore.allCases)
    func `a former number is sent to as the one of today`(store: TestStore) async throws {
        let tenant = try await Tenant.shared(store)
        let body = #"{"from":"Acme","to":"+52 1 55 1234 5678","text":"Hi"}"#
        let answer = try await tenant.server.post(
            "/transactional/v1/sms",
            token: tenant.token,
            body
        )
        #expect(answer.status == 201)
        #expect(answer.json.entity.to == "+52 1 55 1234 5678")
        #expect(answer.json.entity.normalizedTo == "+525512345678")
        #expect(answer.json.entity.country == "MX")
    }

    @Test(arguments: TestStore.allCases)
    func `a sender with 00 is sent as an international number`(store: TestStore) async throws {
        let tenant = try await Tenant.shared(store)
        func sent(from sender: String) async throws -> JSON {
            let body = #"{"from":"\#(sender)","to":"+34600000000","text":"Hi"}"#
            return try await tenant.server.post(
                "/transactional/v1/sms",
                token: tenant.token,
                body
            ).json
        }
        #expect(try await sent(from: "0034600000000").entity.from == "+34600000000")
        #expect(try await sent(from: "34600000000").entity.from == "34600000000")
        let refused = try await sent(from: "0034000000000")
        #expect(refused.errors.names == ["from"])
    }
}
