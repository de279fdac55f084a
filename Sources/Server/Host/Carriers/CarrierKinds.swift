public import Essentials
public import MessagingModel
import SMPPCarrier
import Simulator
public import Telemetry

extension CarrierKinds {
    /// Creates every kind.
    ///
    /// - Parameters:
    ///   - clock: gives the current time.
    ///   - ids: creates identifiers of inbound messages.
    ///   - registry: the metrics of carriers.
    ///   - logger: the log of carriers.
    ///   - simulatorJournal: the file of the simulator's journal; nil for none.
    ///   - compactsJournal: whether finished records are removed from that journal.
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
