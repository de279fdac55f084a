import Essentials
import EventLoop
import Telemetry

/// The dependencies of a connector.
struct SMPPCarrierContext: Sendable {
    let loop: EventLoop
    let clock: any Clock
    let ids: IDSource
    let registry: MetricsRegistry
    let logger: Logger
    let seed: UInt64
}
