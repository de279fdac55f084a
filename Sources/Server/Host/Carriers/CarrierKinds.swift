public import Essentials
public import MessagingModel
import SMPPCarrier
import Simulator
public import Telemetry

/// The kinds of carrier that a server can have.
public struct CarrierKinds: Sendable {
    /// All kinds.
    public let all: [any CarrierKind]

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
        all = [
            SimulatorKind(
                clock: clock,
                journal: simulatorJournal,
                compactsJournal: compactsJournal
            ),
            SMPPCarrierKind(clock: clock, ids: ids, registry: registry, logger: logger),
        ]
    }

    /// The kind of that name.
    public func kind(named name: CarrierSettings.Kind) throws(CarrierError) -> any CarrierKind {
        guard let kind = all.first(where: { $0.name == name }) else {
            throw .invalidSettings("there is no kind of carrier named '\(name.rawValue)'")
        }
        return kind
    }

    /// The settings of all carriers: those in the store, and the built-in ones in any case.
    public func carriers(
        in store: some RoutingStore
    ) async throws(ServiceError) -> [CarrierSettings] {
        let stored = try await store.carriers()
        let missing = all.compactMap(\.builtIn).filter { builtIn in
            !stored.contains { $0.id == builtIn.id }
        }
        return stored + missing
    }

    /// Releases what carriers share, after all were stopped.
    func shutDown() async { for kind in all { await kind.shutDown() } }
}
