public import Essentials
public import EventLoop
import SMPPSession

/// Accepts SMPP clients and gives each link an owner.
public final class SMPPListener: Sendable {
    private let listener: Listener

    /// Creates a listener, which listens until ``close()``.
    ///
    /// - Parameters:
    ///   - loops: the loops of the links, in turn, at least one; the first one accepts.
    ///   - configuration: the address, and the limits of connections.
    ///   - link: the limits of each session.
    ///   - metrics: the metrics.
    ///   - clock: the clock of the timers; nil for one that jumps of the system's clock do not
    ///     affect.
    ///   - makeOwner: called on a link's loop for each new link, which keeps the owner alive.
    /// - Throws: ``EventLoopError`` when it cannot listen or a loop was stopped.
    public init(
        on loops: [EventLoop],
        configuration: ListenerConfiguration,
        link: SMPPLinkConfiguration = SMPPLinkConfiguration(),
        metrics: SMPPMetrics,
        clock: (any Clock)? = nil,
        makeOwner: @escaping @Sendable (SMPPLink) -> any SMPPLinkOwner
    ) throws(EventLoopError) {
        let clock = clock ?? SteadyClock()
        let contexts = Dictionary(
            loops.map { loop in
                let context = LinkContext(loop: loop, metrics: metrics, clock: clock)
                return (ObjectIdentifier(loop), context)
            },
            uniquingKeysWith: { first, _ in first }
        )
        listener = try Listener(on: loops, configuration: configuration) { connection in
            guard let context = contexts[ObjectIdentifier(connection.loop)] else {
                return connection.close()
            }
            let made = SMPPLink(
                connection,
                role: .smsc,
                configuration: link,
                context: context
            )
            made.start(makeOwner(made))
        }
    }

    /// The address, with the port that the system chose.
    public var address: SocketAddress { listener.address }

    /// Counts of accepted and refused connections.
    public var statistics: ListenerStatistics { listener.statistics }

    /// Stops listening; open links go on.
    public func close() { listener.close() }
}
