import Essentials
import EventLoop
import Telemetry

/// What a connector is given to work with.
struct SMPPCarrierContext: Sendable {
    let loop: EventLoop
    let clock: any Clock
    let ids: IDSource
    let registry: MetricsRegistry
    let logger: Logger
    let seed: UInt64
}
