import Essentials
import EventLoop
import MessagingModel
import SMPPCarrier
import Simulator
import Telemetry
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(2))) struct SMPPCarrierTests {
    @Test(arguments: ["trx", "tx+rx"], ["3.3", "3.4", "5.0"])
    func `a message is taken and its receipt comes back`(
        bind: String,
        version: String
    ) async throws {
        let settings = ["bind": bind, "version": version, "binds": "2"]
        try await SMSCFixture.with(carrier: settings) { fixture in
            let outcomes = try await fixture.submit([fixture.submission(1)])
            #expect(outcomes == [.accepted(references: ["0000000001"])])
            try await waitUntil { !fixture.events.receipts.isEmpty }
            let receipt = try #require(fixture.events.receipts.first)
            #expect(receipt.reference == "0000000001")
            #expect(receipt.status == .delivered)
            #expect(receipt.carrierCode == "DELIVRD")
            let echoes = version != "3.3"
            #expect(receipt.hint?.shortReference == (echoes ? fixture.key(1).shortReference : nil))
            try await waitUntil { fixture.smsc.statistics.settled == 1 }
        }
    }

    @Test(arguments: SMSCOptions.IdentifierForm.allCases, SMSCOptions.ReceiptDialect.allCases)
    func `names are the same in answers and receipts, whatever the dialect`(
        identifiers: SMSCOptions.IdentifierForm,
        dialect: SMSCOptions.ReceiptDialect
    ) async throws {
        var options = SMSCFixture.quick
        options.identifiers = identifiers
        options.dialect = dialect
        let forms = [
            SMSCOptions.IdentifierForm.decimal: ("decimal", "decimal"),
            .hexadecimal: ("loose", "loose"), .mixed: ("hexadecimal", "decimal"),
        ]
        let (answers, receipts) = try #require(forms[identifiers])
        let settings = ["answerIds": answers, "receiptIds": receipts]
        try await SMSCFixture.with(options, carrier: settings) { fixture in
            let submissions = (1...20).map { fixture.submission($0) }
            let outcomes = try await fixture.submit(submissions)
            let names = Set(
                outcomes.compactMap { outcome -> String? in
                    guard case .accepted(let references) = outcome else { return nil }
                    return references.first
                }
            )
            #expect(names.count == 20)
            try await waitUntil { fixture.events.receipts.count >= 20 }
            #expect(Set(fixture.events.receipts.map(\.reference)) == names)
        }
    }

    @Test(arguments: ["udh", "udh16", "sar", "payload"], ["gsm7", "gsm7packed", "latin1", "ucs2"])
    func `a long text has a name for each part that is sent`(
        concatenation: String,
        alphabet: String
    ) async throws {
        let settings = ["concatenation": concatenation, "alphabet": alphabet]
        try await SMSCFixture.with(carrier: settings) { fixture in
            let text = String(repeating: "Hola, ", count: 60)
            let long = fixture.submission(1, text: text, parts: 3)
            let outcomes = try await fixture.submit([long])
            guard case .accepted(let references) = outcomes.first else {
                Issue.record("it was not accepted: \(outcomes)")
                return
            }
            let parts = alphabet == "ucs2" ? 6 : 3
            #expect(references.count == (concatenation == "payload" ? 1 : parts))
            try await waitUntil { fixture.events.receipts.count >= references.count }
            #expect(Set(fixture.events.receipts.map(\.reference)) == Set(references))
        }
    }

    @Test(
        arguments: [
            (
                34_600_099_931,
                SubmitResult.Outcome.rejected(
                    code: .unknownSubscriber,
                    carrierCode: "ESME_RINVDSTADR"
                )
            ),
            (34_600_099_936, .rejected(code: .senderNotAllowed, carrierCode: "ESME_RINVSRCADR")),
            (34_600_099_940, .throttled),
            (34_600_099_943, .temporaryFailure(carrierCode: "ESME_RSUBMITFAIL")),
        ] as [(UInt64, SubmitResult.Outcome)]
    )
    func `statuses become what follows from them`(
        destination: UInt64,
        outcome: SubmitResult.Outcome
    ) async throws {
        try await SMSCFixture.with { fixture in
            let outcomes = try await fixture.submit([fixture.submission(1, to: destination)])
            #expect(outcomes == [outcome])
        }
    }

    @Test func `the operator says what a status means`() async throws {
        let settings = ["status.ESME_RSUBMITFAIL": "reject:7"]
        try await SMSCFixture.with(carrier: settings) { fixture in
            let outcomes = try await fixture.submit([fixture.submission(1, to: 34_600_099_943)])
            let rejection = SubmitResult.Outcome.rejected(
                code: .contentRefused,
                carrierCode: "ESME_RSUBMITFAIL"
            )
            #expect(outcomes == [rejection])
        }
    }

    @Test func `a status to retry is asked again before it is given back`() async throws {
        let settings = ["status.0x45": "retry"]
        try await SMSCFixture.with(carrier: settings) { fixture in
            let outcomes = try await fixture.submit([fixture.submission(1, to: 34_600_099_941)])
            #expect(outcomes == [.accepted(references: ["0000000001"])])
            #expect(fixture.smsc.statistics.refused == 1)
        }
    }

    @Test func `an answer that never comes is in doubt, and not sent again`() async throws {
        let settings = ["responseTimeout": "1"]
        try await SMSCFixture.with(carrier: settings) { fixture in
            let outcomes = try await fixture.submit([fixture.submission(1, to: 34_600_099_954)])
            #expect(outcomes == [.inDoubt])
            #expect(fixture.smsc.statistics.accepted == 1)
            try await waitUntil { !fixture.events.receipts.isEmpty }
            let hint = fixture.events.receipts.first?.hint
            #expect(hint?.shortReference == fixture.key(1).shortReference)
            #expect(hint?.destination == 34_600_099_954)
        }
    }

    @Test func `what is under way when the connection breaks is in doubt`() async throws {
        var options = SMSCFixture.quick
        options.latency = .seconds(60)
        try await SMSCFixture.with(options, carrier: ["window": "10"]) { fixture in
            fixture.carrier.submit((1...25).map { fixture.submission($0) })
            try await waitUntil { fixture.smsc.statistics.accepted == 10 }
            fixture.smsc.cutOff()
            try await waitUntil { fixture.events.outcomes.count == 25 }
            #expect(fixture.events.outcomes.filter { $0 == .inDoubt }.count == 10)
            #expect(fixture.events.outcomes.filter { $0 == .notSubmitted }.count == 15)
            #expect(fixture.events.states.contains(.down))
            try await fixture.isUp()
        }
    }

    @Test func `what cannot be sent while it is down is given back`() async throws {
        try await SMSCFixture.with { fixture in
            fixture.smsc.stop()
            try await waitUntil { fixture.events.states.last == .down }
            let outcomes = try await fixture.submit([fixture.submission(1)])
            #expect(outcomes == [.notSubmitted])
            try await waitUntil { fixture.carrier.lastError != nil }
        }
    }

    @Test func `many messages over small windows are each answered once`() async throws {
        var options = SMSCFixture.quick
        options.jitter = .milliseconds(5)
        let settings = ["window": "7", "binds": "3"]
        try await SMSCFixture.with(options, carrier: settings) { fixture in
            let outcomes = try await fixture.submit((1...2000).map { fixture.submission($0) })
            #expect(Set(outcomes).count == 2000)
            try await waitUntil { fixture.events.receipts.count >= 2000 }
            #expect(Set(fixture.events.receipts.map(\.reference)).count == 2000)
        }
    }

    @Test func `a rate is kept`() async throws {
        try await SMSCFixture.with(carrier: ["rate": "100"]) { fixture in
            let start = monotonicNanoseconds()
            _ = try await fixture.submit((1...30).map { fixture.submission($0) })
            // A burst of 5, then one every 10 ms.
            #expect(monotonicNanoseconds() - start > 230_000_000)
        }
    }

    @Test func `receipts that come twice are told once when the first is stored`() async throws {
        var options = SMSCFixture.quick
        options.doubledReceipts = 1
        try await SMSCFixture.with(options) { fixture in
            _ = try await fixture.submit([fixture.submission(1)])
            try await waitUntil { fixture.smsc.statistics.settled == 1 }
            let text = String(decoding: fixture.registry.render(), as: UTF8.self)
            #expect(text.contains("carrier_receipts_total"))
        }
    }

    @Test func `a receipt that nobody acknowledges is not answered`() async throws {
        let loop = try EventLoop(name: "test")
        let smsc = try SimulatedSMSC(
            options: SMSCFixture.quick,
            listening: ListenerConfiguration(),
            journal: nil,
            loop: loop
        )
        let carrier = try SMSCFixture.carrier(port: smsc.port, loop: loop)
        let events = RecordedCarrierEvents(acknowledges: false)
        carrier.start(reportingTo: events)
        try await waitUntil { events.states.last == .up }
        smsc.send(.init(origin: "34600000000", recipient: "911", text: "Hola"), to: "esme")
        try await waitUntil { events.inbound.count == 1 }
        smsc.cutOff()
        try await waitUntil(within: .seconds(30)) { events.inbound.count == 2 }
        await carrier.stop()
        smsc.stop()
        await loop.stop()
    }

    @Test func `inbound text in several parts keeps its place`() async throws {
        try await SMSCFixture.with { fixture in
            let text = String(repeating: "¿Cuánto cuesta? 👍 ", count: 10)
            fixture.smsc.send(
                .init(origin: "34600000000", recipient: "34911222333", text: text),
                to: "esme"
            )
            try await waitUntil { fixture.events.inbound.count == 3 }
            let parts = fixture.events.inbound.compactMap(\.part).sorted { $0.index < $1.index }
            #expect(parts.map(\.index) == [1, 2, 3])
            #expect(String(decoding: parts.flatMap(\.units), as: UTF16.self) == text)
            #expect(fixture.events.inbound.first?.origin == .phone(34_600_000_000))
        }
    }

    @Test func `a wrong password is said`() async throws {
        var options = SMSCFixture.quick
        options.accounts = ["esme": "another"]
        try await SMSCFixture.with(options, isBound: false) { fixture in
            try await waitUntil { fixture.carrier.lastError != nil }
            #expect(fixture.carrier.lastError?.contains("ESME_RINVPASWD") == true)
            #expect(fixture.events.states == [CarrierState.down])
        }
    }

    @Test func `a password file that cannot be read is said, not what comes of it`() async throws {
        let settings = ["passwordFile": "/nonexistent/password"]
        try await SMSCFixture.with(carrier: settings, isBound: false) { fixture in
            try await waitUntil { fixture.carrier.lastError != nil }
            let error = try #require(fixture.carrier.lastError)
            #expect(error.contains("cannot read /nonexistent/password: No such file"))
        }
    }

    @Test(arguments: [true, false])
    func `TLS is spoken, with those who are who they say`(isTrusted: Bool) async throws {
        let certificate = try await Certificate()
        let server = try TLSContext.server(
            certificatePath: certificate.path,
            keyPath: certificate.keyPath
        )
        var settings = ["tls": "yes", "tlsServerName": "localhost"]
        if isTrusted { settings["tlsCaFile"] = certificate.path }
        try await SMSCFixture.with(carrier: settings, tls: server, isBound: isTrusted) { fixture in
            guard isTrusted else {
                try await waitUntil { fixture.carrier.lastError != nil }
                #expect(fixture.carrier.lastError?.contains("TLS") == true)
                return
            }
            let outcomes = try await fixture.submit([fixture.submission(1)])
            #expect(outcomes == [.accepted(references: ["0000000001"])])
        }
    }
}
