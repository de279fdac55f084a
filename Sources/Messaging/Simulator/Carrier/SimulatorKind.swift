public import Essentials
public import MessagingModel

/// The simulated carrier; every server has one, and only one.
public struct SimulatorKind: CarrierKind {
    private let clock: any Clock
    private let journal: String?
    private let compactsJournal: Bool

    /// Creates the kind.
    ///
    /// - Parameters:
    ///   - clock: tells the time.
    ///   - journal: where the carrier keeps what it must remember; nil to remember nothing beyond
    ///     the process.
    ///   - compactsJournal: false to never remove a record from the journal, for tests.
    public init(clock: any Clock, journal: String? = nil, compactsJournal: Bool = true) {
        self.clock = clock
        self.journal = journal
        self.compactsJournal = compactsJournal
    }

    /// The name of the kind.
    public var name: CarrierSettings.Kind { .simulator }
    /// The simulator itself.
    public var builtIn: CarrierSettings? { CarrierSettings(id: .simulator) }

    /// Checks the options, as ``SimulatorOptions`` explains them.
    public func validate(_ settings: CarrierSettings) throws(CarrierError) {
        _ = try Self.options(settings)
    }

    /// No option is a secret.
    public func isSecret(option name: String) -> Bool { false }

    /// The window stays as it is.
    public func defaultWindow(for settings: CarrierSettings) -> Int? { nil }

    /// Makes the carrier, and restores from the journal which receipts are still due.
    public func makeCarrier(_ settings: CarrierSettings) throws(CarrierError) -> any Carrier {
        var options = try Self.options(settings)
        if !compactsJournal { options.compactsJournal = false }
        do throws(SimulatorError) {
            return try SimulatedCarrier(
                id: settings.id,
                options: options,
                journal: journal,
                clock: clock
            )
        } catch {
            throw error.carrierError
        }
    }

    /// There is nothing to connect to.
    public func check(_ settings: CarrierSettings) -> [CarrierConnectionCheck]? { nil }

    /// Simulated carriers share nothing.
    public func shutDown() {}

    static func options(
        _ settings: CarrierSettings
    ) throws(CarrierError) -> SimulatorOptions {
        do throws(SimulatorError) { return try SimulatorOptions(settings) } catch {
            throw error.carrierError
        }
    }
}
