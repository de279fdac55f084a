public import Essentials
public import MessagingModel
import SMPPCarrier
import Simulator
public import Telemetry

extension CarrierKinds {
    /// Creates every kind.
    ///
    /// - Parameters:
    ///   - clock: tells the time.
    ///   - ids: makes identifiers of inbound messages.
    ///   - registry: where carriers count.
    ///   - logger: where carriers log.
    ///   - simulatorJournal: the file of the simulator's journal; nil for none.
    ///   - compactsJournal: whether records leave that journal when they are done with.
    public init(
        clock: any Clock,
        ids: IDSource,
        registry: MetricsRegistry = MetricsRegistry(),
        logger: Logger = .disabled,
        simulatorJournal: String? = nil,
        compactsJournal: Bool = true
    ) {
        // Another kind of carrier is another line.
        self.init([
            SimulatorKind(
                clock: clock,
                journal: simulatorJournal,
                compactsJournal: compactsJournal
            ),
            SMPPCarrierKind(clock: clock, ids: ids, registry: registry, logger: logger),
        ])
    }
}
