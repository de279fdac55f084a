import AccountsModel
import Essentials
import EventLoop
import MessagingModel
import SMPPCarrier
import SMPPCodec
import SMSText
import Telemetry
import TestSupport
import Testing

/// SMSCs that do not keep to the specification.
@Suite(.timeLimit(.minutes(2)))
struct RefusingSMSCTests {
    private struct World {
        let smsc: RawSMSC
        let carrier: SMPPCarrier
        let events: RecordedCarrierEvents
        let registry: MetricsRegistry

        var metrics: String { String(decoding: registry.render(), as: UTF8.self) }
    }

    private func with(
        _ status: CommandStatus,
        _ body: [UInt8],
        _ settings: [String: String] = [:],
        _ test: (World) async throws -> Void
    ) async throws {
        let loop = try EventLoop(name: "test")
        let smsc = try RawSMSC(loop: loop) { (status, body) }
        let registry = MetricsRegistry()
        let carrier = try SMSCFixture.carrier(
            port: smsc.port,
            settings,
            loop: loop,
            registry: registry
        )
        let events = RecordedCarrierEvents(acknowledges: true)
        carrier.start(reportingTo: events)
        try await waitUntil { events.states.last == .up }
        try await test(World(smsc: smsc, carrier: carrier, events: events, registry: registry))
        await carrier.stop()
        smsc.stop()
        await loop.stop()
    }

    private var submission: Submission {
        Submission(
            key: MessageKey(project: ProjectID(1), id: ObjectID(high: 1, low: 1)),
            attempt: 1,
            sender: "Acme",
            destination: 34_600_000_000,
            text: "Hello",
            encoding: .gsm7,
            partsCount: 1,
            expiresAt: SystemClock().now + .seconds(3600)
        )
    }

    private static let bodies: [[UInt8]] = [
        [], [0], [0x04, 0x25, 0x00, 0x01, 0x01], [0xFF], Array("no end".utf8),
        Array("a1".utf8) + [0, 0xFF, 0xFF], Array(repeating: 0x41, count: 200),
    ]

    @Test(arguments: bodies)
    func `a refusal ends a submission whatever octets follow its status`(
        body: [UInt8]
    ) async throws {
        try await with(.invalidDestinationAddress, body) { world in
            world.carrier.submit([submission])
            try await waitUntil { world.events.outcomes.count == 1 }
            #expect(
                world.events.outcomes == [
                    .rejected(code: .unknownSubscriber, carrierCode: "ESME_RINVDSTADR")
                ]
            )
        }
        try await with(.throttled, body) { world in
            world.carrier.submit([submission])
            try await waitUntil { world.events.outcomes.count == 1 }
            #expect(world.events.outcomes == [.throttled])
        }
    }

    @Test func `an unreadable success is in doubt, and is counted`() async throws {
        try await with(.ok, Array("no end".utf8)) { world in
            world.carrier.submit([submission])
            try await waitUntil { world.events.outcomes.count == 1 }
            #expect(world.events.outcomes == [.inDoubt])
            #expect(world.metrics.contains("event=\"unreadable_answer\"} 1"))
            #expect(world.metrics.contains("event=\"answer_lost\"} 1"))
        }
    }

    @Test func `a refused bind names the status, not what follows it`() async throws {
        let loop = try EventLoop(name: "test")
        let smsc = try RawSMSC(loop: loop) { (.ok, []) }
        let carrier = try SMSCFixture.carrier(port: smsc.port, loop: loop)
        let events = RecordedCarrierEvents(acknowledges: true)
        smsc.refusesBinds(with: .invalidPassword, [0xFF, 0xFF, 0xFF])
        carrier.start(reportingTo: events)
        try await waitUntil { carrier.lastError?.contains("ESME_RINVPASWD") == true }
        await carrier.stop()
        smsc.stop()
        await loop.stop()
    }

    @Test func `what an SMSC delivers is answered only once it is stored`() async throws {
        try await with(.ok, Array("a1".utf8) + [0]) { world in
            var octets: [UInt8] = []
            for (sequence, text) in ["hello", "stat:DELIVRD", "id:x stat:EXPLODED"].enumerated() {
                let message = ShortMessage(
                    from: Address("Vodafone", typeOfNumber: .alphanumeric),
                    to: Address("911"),
                    Array(text.utf8),
                    esmClass: ESMClass(type: sequence == 0 ? .default : .deliveryReceipt)
                )
                try PDU(.deliverSM(message), sequence: UInt32(sequence + 1)).encode(into: &octets)
            }
            world.smsc.send(octets)
            try await waitUntil { world.smsc.answers.count == 3 }
            #expect(world.events.inbound.map(\.origin) == [.other("Vodafone")])
            #expect(
                world.events.receipts.map(\.fault) == [.withoutIdentifier, .unknownState]
            )
        }
    }
}
