public import Essentials
import EventLoop
public import MessagingModel
public import Telemetry

/// Carriers reached over SMPP; all of them share one event loop.
public final class SMPPCarrierKind: CarrierKind {
    private let clock: any Clock
    private let ids: IDSource
    private let registry: MetricsRegistry
    private let logger: Logger
    /// Nil until the first carrier, so that a server without one has no thread for it.
    private let loop = Locked<EventLoop?>(nil)

    /// Creates the kind.
    public init(clock: any Clock, ids: IDSource, registry: MetricsRegistry, logger: Logger) {
        self.clock = clock
        self.ids = ids
        self.registry = registry
        self.logger = logger
    }

    /// The name of the kind.
    public var name: CarrierSettings.Kind { .smpp }
    /// There is no SMPP carrier unless the operator adds one.
    public var builtIn: CarrierSettings? { nil }

    /// Checks the options, see `docs/reference/carrier-options.md`.
    public func validate(_ settings: CarrierSettings) throws(CarrierError) {
        _ = try options(settings)
    }

    /// Whether the option holds a password.
    public func isSecret(option name: String) -> Bool { SMPPOption.isSecret(name) }

    /// A window that keeps all sessions busy.
    public func defaultWindow(for settings: CarrierSettings) -> Int? {
        SMPPCarrierOptions.usualWindow(settings)
    }

    /// Creates a carrier, which binds when it is started.
    public func makeCarrier(_ settings: CarrierSettings) throws(CarrierError) -> any Carrier {
        let loop = try sharedLoop()
        var generator = SystemRandomNumberGenerator()
        do throws(CarrierOptionError) {
            return try SMPPCarrier(
                settings: settings,
                loop: loop,
                clock: clock,
                ids: ids,
                registry: registry,
                logger: logger,
                seed: generator.next()
            )
        } catch {
            throw error.carrierError
        }
    }

    /// Binds in each mode that the carrier uses, and unbinds.
    public func check(
        _ settings: CarrierSettings
    ) async throws(CarrierError) -> [CarrierConnectionCheck]? {
        let loop = try makeLoop("check")
        let results: Result<[CarrierConnectionCheck], CarrierOptionError>
        do throws(CarrierOptionError) {
            results = .success(try await SMPPCarrierCheck.run(settings, on: loop))
        } catch {
            results = .failure(error)
        }
        await loop.stop()
        do throws(CarrierOptionError) { return try results.get() } catch {
            throw error.carrierError
        }
    }

    /// Stops the event loop.
    public func shutDown() async { await loop.withLock { $0.take() }?.stop() }

    private func options(
        _ settings: CarrierSettings
    ) throws(CarrierError) -> SMPPCarrierOptions {
        do throws(CarrierOptionError) { return try SMPPCarrierOptions(settings) } catch {
            throw error.carrierError
        }
    }

    private func sharedLoop() throws(CarrierError) -> EventLoop {
        if let loop = loop.withLock({ $0 }) { return loop }
        let made = try makeLoop("carriers")
        loop.withLock { $0 = made }
        return made
    }

    private func makeLoop(_ name: String) throws(CarrierError) -> EventLoop {
        do { return try EventLoop(name: name) } catch { throw .unavailable("\(error)") }
    }
}

extension CarrierSettings.Kind {
    /// An SMSC, reached over SMPP.
    public static let smpp = Self(rawValue: "smpp")
}
