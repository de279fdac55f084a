public import Essentials
public import MessagingModel

/// The simulated carrier; every server has exactly one.
public struct SimulatorKind: CarrierKind {
    private let clock: any Clock
    private let journal: String?
    private let compactsJournal: Bool

    /// Creates the kind.
    ///
    /// - Parameters:
    ///   - clock: the time.
    ///   - journal: the carrier's journal file; nil to keep nothing beyond the process.
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

    /// Checks the options, see ``SimulatorOptions``.
    public func validate(_ settings: CarrierSettings) throws(CarrierError) {
        _ = try Self.options(settings)
    }

    /// No option is a secret.
    public func isSecret(option name: String) -> Bool { false }

    /// The simulator has no window of its own.
    public func defaultWindow(for settings: CarrierSettings) -> Int? { nil }

    /// Creates the carrier, and restores pending receipts from the journal.
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

    /// There is nothing to shut down.
    public func shutDown() {}

    static func options(
        _ settings: CarrierSettings
    ) throws(CarrierError) -> SimulatorOptions {
        do throws(SimulatorError) { return try SimulatorOptions(settings) } catch {
            throw error.carrierError
        }
    }
}
