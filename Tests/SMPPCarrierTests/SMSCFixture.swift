import AccountsModel
import Essentials
import EventLoop
import MessagingModel
import SMPPCarrier
import SMSText
import Simulator
import Telemetry
import TestSupport

/// A simulated SMSC and a carrier that is connected to it, on real sockets.
struct SMSCFixture {
    let loop: EventLoop
    let smsc: SimulatedSMSC
    let carrier: SMPPCarrier
    let events = RecordedCarrierEvents(acknowledges: true)
    let registry = MetricsRegistry()

    /// Lends an SMSC and a carrier that is up.
    static func with(
        _ options: SMSCOptions = quick,
        carrier settings: [String: String] = [:],
        tls: TLSContext? = nil,
        isBound: Bool = true,
        _ body: (SMSCFixture) async throws -> Void
    ) async throws {
        let fixture = try SMSCFixture(options, settings, tls)
        do {
            fixture.carrier.start(reportingTo: fixture.events)
            if isBound { try await fixture.isUp() }
            try await body(fixture)
        } catch {
            await fixture.end()
            throw error
        }
        await fixture.end()
    }

    /// Receipts come at once.
    static var quick: SMSCOptions {
        var options = SMSCOptions()
        options.receiptDelay = .milliseconds(20)
        options.redelivery = .milliseconds(100)
        return options
    }

    private init(
        _ options: SMSCOptions,
        _ settings: [String: String],
        _ tls: TLSContext?
    ) throws {
        loop = try EventLoop(name: "test")
        smsc = try SimulatedSMSC(
            options: options,
            listening: ListenerConfiguration(tls: tls),
            journal: nil,
            loop: loop
        )
        carrier = try SMSCFixture.carrier(
            port: smsc.port,
            settings,
            loop: loop,
            registry: registry
        )
    }

    static func carrier(
        port: Int,
        _ settings: [String: String] = [:],
        loop: EventLoop,
        registry: MetricsRegistry = MetricsRegistry()
    ) throws -> SMPPCarrier {
        var options = [
            "host": "127.0.0.1", "port": "\(port)", "systemId": "esme", "password": "secret",
            "reconnectFirst": "1",
        ]
        options.merge(settings) { _, new in new }
        let clock = SystemClock()
        return try SMPPCarrier(
            settings: CarrierSettings(id: CarrierID("op"), kind: .smpp, options: options),
            loop: loop,
            clock: clock,
            ids: IDSource(clock: clock),
            registry: registry,
            logger: .disabled,
            seed: 1
        )
    }

    func end() async {
        await carrier.stop()
        smsc.stop()
        await loop.stop()
    }

    func isUp() async throws { try await waitUntil { events.states.last == .up } }

    func key(_ index: Int) -> MessageKey {
        MessageKey(project: ProjectID(1), id: ObjectID(high: UInt64(index) << 8 + 256, low: 7))
    }

    func submission(
        _ index: Int,
        to destination: UInt64 = 34_600_000_000,
        text: String = "Hello",
        encoding: SMSEncoding = .gsm7,
        parts: Int = 1,
        sender: String = "34911222333"
    ) -> Submission {
        Submission(
            key: key(index),
            attempt: 1,
            sender: sender,
            destination: destination,
            text: text,
            encoding: encoding,
            partsCount: parts,
            expiresAt: SystemClock().now + .seconds(3600)
        )
    }

    /// Submits and waits until each has its result.
    func submit(_ submissions: [Submission]) async throws -> [SubmitResult.Outcome] {
        carrier.submit(submissions)
        try await waitUntil { events.outcomes.count >= submissions.count }
        return events.outcomes
    }
}
