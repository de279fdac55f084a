public import Essentials
public import EventLoop
import SMPPSession

/// Accepts SMPP clients and gives each one's link an owner.
public final class SMPPListener: Sendable {
    private let listener: Listener

    /// Listens from now on, until ``close()``.
    ///
    /// - Parameters:
    ///   - loops: where links live, in turn; the first one accepts. At least one.
    ///   - configuration: where to listen, and how many connections to put up with.
    ///   - link: what each session puts up with.
    ///   - metrics: what is counted.
    ///   - clock: what timers measure by; nil takes one that steps of the system's do not touch.
    ///   - makeOwner: called on a link's loop for each new link, which the owner outlives.
    /// - Throws: ``EventLoopError`` when the address or port does not serve or a loop was stopped.
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

    /// The address listened on, with the port that the system chose.
    public var address: SocketAddress { listener.address }

    /// What was accepted and refused so far.
    public var statistics: ListenerStatistics { listener.statistics }

    /// Accepts no more; links that are there go on.
    public func close() { listener.close() }
}
