import Essentials
import Synchronization

/// What all threads of one server share.
final class ServerContext: Sendable {
    let limits: HTTPServerConfiguration.Limits
    let handler: any HTTPHandler
    let observer: (any HTTPServerObserver)?
    let clock: any Clock
    let transferNanoseconds: UInt64
    let idleNanoseconds: UInt64
    let budget: ByteBudget
    /// Requests whose handlers are suspended.
    let suspended = Atomic<Int>(0)
    /// Open connections with the TLS handshake behind them.
    let open = Atomic<Int>(0)

    init(
        limits: HTTPServerConfiguration.Limits,
        handler: any HTTPHandler,
        observer: (any HTTPServerObserver)?,
        clock: any Clock
    ) {
        self.limits = limits
        self.handler = handler
        self.observer = observer
        self.clock = clock
        transferNanoseconds = limits.transferTimeout.nanoseconds
        idleNanoseconds = limits.idleTimeout.nanoseconds
        // One owner's quarter has room for a body at its limit.
        budget = ByteBudget(limit: max(limits.bufferedBytes, limits.bodyBytes * 4))
    }
}
