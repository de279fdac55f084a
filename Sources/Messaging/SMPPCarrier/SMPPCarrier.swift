public import Essentials
public import EventLoop
public import MessagingModel
import SMPPTransport
public import Telemetry

/// A carrier reached over SMPP: keeps sessions bound, submits messages, reads receipts.
///
/// Everything happens on one event loop; other threads hand over whole batches.
public final class SMPPCarrier: Carrier {
    /// The operator's name for the carrier.
    public let id: CarrierID
    private let loop: EventLoop
    private let connector: SMPPCarrierConnector
    private let inbox = Locked<[Submission]>([])
    private let options: [String: String]

    /// Checks the options; nothing is connected before ``start(reportingTo:)``.
    ///
    /// - Parameters:
    ///   - settings: the carrier's name and options, see docs/guides/connect-a-carrier.md.
    ///   - loop: the loop that it runs on.
    ///   - clock: the time.
    ///   - ids: the source of the identifiers of inbound messages.
    ///   - registry: the registry of the metrics.
    ///   - logger: the log.
    ///   - seed: the seed of the jitter.
    /// - Throws: ``CarrierOptionError`` for an invalid option.
    public init(
        settings: CarrierSettings,
        loop: EventLoop,
        clock: any Clock,
        ids: IDSource,
        registry: MetricsRegistry,
        logger: Logger,
        seed: UInt64
    ) throws(CarrierOptionError) {
        id = settings.id
        self.loop = loop
        options = settings.options
        connector = try SMPPCarrierConnector(
            id: settings.id,
            options: SMPPCarrierOptions(settings),
            context: SMPPCarrierContext(
                loop: loop,
                clock: clock,
                ids: ids,
                registry: registry,
                logger: logger.with(["carrier": .string(settings.id.description)]),
                seed: seed
            )
        )
    }

    /// Connects and binds, and reconnects whenever a connection is lost.
    public func start(reportingTo events: any CarrierEvents) {
        if !loop.run({ [connector] in connector.start(reportingTo: events) }) {
            events.changed(id, to: .down)
        }
    }

    /// Submits messages; those that cannot be sent are given back at once, not kept for later.
    public func submit(_ submissions: [Submission]) {
        let isFirst = inbox.withLock { inbox in
            let isFirst = inbox.isEmpty
            inbox += submissions
            return isFirst
        }
        guard isFirst, !submissions.isEmpty else { return }
        let taken = loop.run { [connector, inbox] in
            let batch = inbox.withLock { inbox in
                let batch = inbox
                inbox = []
                return batch
            }
            connector.submit(batch)
        }
        if !taken { inbox.withLock { $0 = [] } }
    }

    /// Waits for answers, unbinds and disconnects; messages without an answer are in doubt.
    public func stop() async {
        let stopped = OneTimeSignal()
        guard loop.run({ [connector] in connector.stop { stopped.raise() } }) else { return }
        await stopped.wait()
    }

    /// Changed options need new connections; all other settings are the pipeline's.
    public func update(_ settings: CarrierSettings) -> Bool { settings.options == options }

    /// Why the last connection ended or failed; nil once it has recovered.
    public var lastError: String? { connector.lastError.withLock { $0 } }
}
