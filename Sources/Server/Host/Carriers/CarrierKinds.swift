public import Essentials
public import MessagingModel
import SMPPCarrier
import Simulator
public import Telemetry

/// The kinds of carrier that a server supports.
public struct CarrierKinds: Sendable {
    /// All kinds.
    public let all: [any CarrierKind]

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
        // A new kind of carrier is a new line here.
        all = [
            SimulatorKind(
                clock: clock,
                journal: simulatorJournal,
                compactsJournal: compactsJournal
            ),
            SMPPCarrierKind(clock: clock, ids: ids, registry: registry, logger: logger),
        ]
    }

    /// The kind with this name.
    public func kind(named name: CarrierSettings.Kind) throws(CarrierError) -> any CarrierKind {
        guard let kind = all.first(where: { $0.name == name }) else {
            throw .invalidSettings("there is no kind of carrier named '\(name.rawValue)'")
        }
        return kind
    }

    /// The settings of all carriers: those in the store, and always the built-in ones.
    public func carriers(
        in store: some RoutingStore
    ) async throws(ServiceError) -> [CarrierSettings] {
        let stored = try await store.carriers()
        let missing = all.compactMap(\.builtIn).filter { builtIn in
            !stored.contains { $0.id == builtIn.id }
        }
        return stored + missing
    }

    /// Releases what carriers share, once all are stopped.
    func shutDown() async { for kind in all { await kind.shutDown() } }
}
