public import Essentials
public import EventLoop
import SMPPSession
import SMPPTransport
public import Telemetry

/// An SMSC in software: takes messages over SMPP and sends receipts, by the destination.
///
/// What each number does is in the table of ``SimulatedBehaviour``. With a journal it keeps its
/// word when the process is killed.
public final class SimulatedSMSC: Sendable {
    private let engine: SMSCEngine
    private let listener: SMPPListener
    private let loop: EventLoop

    /// Listens from now on.
    ///
    /// - Parameters:
    ///   - options: how it behaves.
    ///   - configuration: where it listens.
    ///   - journal: the file that it remembers by; nil for nothing beyond the process.
    ///   - loop: where everything happens.
    ///   - clock: the time.
    ///   - registry: where it counts.
    /// - Throws: `EventLoopError` when it cannot listen, ``SimulatorError`` when the journal is
    ///   unusable.
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

    /// What it did so far.
    public var statistics: SMSCStatistics { engine.statistics.withLock { $0 } }

    /// Cuts all sessions off, as a network that fails would.
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

/// What a simulated SMSC did so far.
public struct SMSCStatistics: Hashable, Sendable {
    /// Messages taken.
    public var accepted = 0
    /// Messages refused.
    public var refused = 0
    /// Reports that were acknowledged.
    public var settled = 0
    /// Sessions that are bound.
    public var bound = 0
}
