public import Essentials
public import EventLoop
import SMPPSession
import SMPPTransport
public import Telemetry

/// An SMSC in software: accepts messages over SMPP and sends receipts.
///
/// The table of ``SimulatedBehaviour`` says what each destination does. With a journal, accepted
/// messages and pending receipts survive a kill of the process.
public final class SimulatedSMSC: Sendable {
    private let engine: SMSCEngine
    private let listener: SMPPListener
    private let loop: EventLoop

    /// Creates an SMSC, which listens at once.
    ///
    /// - Parameters:
    ///   - options: how it behaves.
    ///   - configuration: the address to listen on.
    ///   - journal: the journal file; nil to keep nothing beyond the process.
    ///   - loop: the loop that it runs on.
    ///   - clock: the time.
    ///   - registry: the registry of the metrics.
    /// - Throws: `EventLoopError` when it cannot listen, ``SimulatorError`` when the journal cannot
    ///   be used.
    public init(
        options: SMSCOptions,
        listening configuration: ListenerConfiguration,
        journal: String?,
        loop: EventLoop,
        clock: any Clock = SystemClock(),
        registry: MetricsRegistry = MetricsRegistry()
    ) throws {
        self.loop = loop
        let engine = try SMSCEngine(options, journal: journal, loop: loop, clock: clock)
        self.engine = engine
        var session = SessionConfiguration()
        session.incomingWindow = 5000
        session.overflow = .pauseReading
        session.outgoingWindow = 1000
        session.rate = options.submitsPerSecond.map { MessageRate(perSecond: Double($0)) }
        listener = try SMPPListener(
            on: [loop],
            configuration: configuration,
            link: SMPPLinkConfiguration(session: session),
            metrics: SMPPMetrics(registry: registry, role: .smsc)
        ) { link in SMSCSession(link, of: engine) }
        loop.run { engine.begin() }
    }

    /// The port that it listens on.
    public var port: Int { Int(listener.address.port) }

    /// Counts of what it did so far.
    public var statistics: SMSCStatistics { engine.statistics.withLock { $0 } }

    /// Cuts all sessions off, like a network failure.
    public func cutOff() { loop.run { [engine] in engine.cutOff() } }

    /// Sends an inbound message to a client, now or once it is bound.
    public func send(_ inbound: SMSCOptions.Inbound, to systemID: String) {
        loop.run { [engine] in engine.send(inbound, to: systemID) }
    }

    /// Stops listening and cuts all sessions off.
    public func stop() {
        listener.close()
        loop.run { [engine] in engine.end() }
    }
}

/// Counts of what a simulated SMSC did so far.
public struct SMSCStatistics: Hashable, Sendable {
    /// Messages accepted.
    public var accepted = 0
    /// Messages refused.
    public var refused = 0
    /// Receipts and inbound messages acknowledged.
    public var settled = 0
    /// Sessions bound now.
    public var bound = 0
}
