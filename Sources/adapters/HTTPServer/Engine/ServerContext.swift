import Essentials
import Synchronization

/// What all threads of one server share.
final class ServerContext: Sendable {
    let limits: HTTPServerConfiguration.Limits
    let handler: any HTTPHandler
    let observer: (any HTTPServerObserver)?
    let ids: IDSource
    let ledger: ConnectionLedger
    /// Requests that wait in suspended handlers.
    let suspended = Atomic<Int>(0)

    init(
        limits: HTTPServerConfiguration.Limits,
        handler: any HTTPHandler,
        observer: (any HTTPServerObserver)?,
        ids: IDSource
    ) {
        self.limits = limits
        self.handler = handler
        self.observer = observer
        self.ids = ids
        ledger = ConnectionLedger(limitPerAddress: limits.connectionsPerAddress)
    }
}
