public import Essentials
public import EventLoop
public import SMPPSession

/// Connects to one SMPP server, as often as it is asked to.
///
/// It neither binds nor reconnects: its owner decides when to call ``SMPPLink/bind(_:_:)`` and
/// ``connect(_:)``.
public final class SMPPConnector: Sendable {
    /// The loop whose thread the links live on.
    public let loop: EventLoop
    private let target: ConnectionTarget
    private let link: SMPPLinkConfiguration
    private let context: LinkContext

    /// Creates a connector; nothing is connected yet.
    ///
    /// - Parameters:
    ///   - loop: the loop of the links.
    ///   - target: the server, with or without TLS, and the timeout.
    ///   - link: the limits of each session.
    ///   - metrics: the metrics.
    ///   - clock: the clock of the timers; nil for one that jumps of the system's clock do not
    ///     affect.
    public init(
        on loop: EventLoop,
        to target: ConnectionTarget,
        link: SMPPLinkConfiguration = SMPPLinkConfiguration(session: .client),
        metrics: SMPPMetrics,
        clock: (any Clock)? = nil
    ) {
        self.loop = loop
        self.target = target
        self.link = link
        context = LinkContext(loop: loop, metrics: metrics, clock: clock ?? SteadyClock())
    }

    /// Connects, and calls back on the loop's thread; may be called on any thread.
    ///
    /// The closure returns the owner of the link; without one the connection is closed. Returns
    /// false when the loop was stopped; then there is no callback.
    @discardableResult
    public func connect(
        _ done:
            @escaping @Sendable (Result<SMPPLink, EventLoopError>) -> (any SMPPLinkOwner)?
    ) -> Bool {
        loop.run { [self] in
            loop.connect(to: target) { [link, context] result in
                switch result {
                case .success(let connection):
                    let made = SMPPLink(
                        connection,
                        role: .esme,
                        configuration: link,
                        context: context
                    )
                    if let owner = done(.success(made)) {
                        made.start(owner)
                    } else {
                        connection.close()
                    }
                case .failure(let error): _ = done(.failure(error))
                }
            }
        }
    }
}
