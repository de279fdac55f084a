import Essentials
import Messaging
import NotificationDelivery
import Telemetry

/// What all sessions share.
struct GatewayContext: Sendable {
    let configuration: GatewayConfiguration
    let messages: MessageService
    let clients: ClientDirectory
    let authenticator: BindAuthenticator
    let sessions: SessionCount
    let deliveries: NotificationService
    let clock: any Clock
    let metrics: GatewayMetrics
    let logger: Logger
    /// `deliveries`, used by one thread at a time.
    private let reachability: Locked<NotificationService>

    init(
        configuration: GatewayConfiguration,
        messages: MessageService,
        clients: ClientDirectory,
        authenticator: BindAuthenticator,
        sessions: SessionCount,
        deliveries: NotificationService,
        clock: any Clock,
        metrics: GatewayMetrics,
        logger: Logger
    ) {
        self.configuration = configuration
        self.messages = messages
        self.clients = clients
        self.authenticator = authenticator
        self.sessions = sessions
        self.deliveries = deliveries
        reachability = Locked(deliveries)
        self.clock = clock
        self.metrics = metrics
        self.logger = logger
    }

    /// Tells the notification service whether the client has a session that receives.
    ///
    /// The look and the report are one step under a lock, so that the last report is right even
    /// when sessions of one client live on several loops. The report is only queued.
    func reportReachability(_ client: Client) {
        reachability.withLock { deliveries in
            deliveries.setReachable(client.deliveries.hasSessions, client.token)
        }
    }
}

/// Counts open connections, so that a stop can wait until there are none.
final class SessionCount: Sendable {
    private struct State {
        var count = 0
        var isDraining = false
    }

    private let state = Locked(State())
    private let empty = OneTimeSignal()

    /// Whether new sessions are refused.
    var isDraining: Bool { state.withLock { $0.isDraining } }

    func began() { state.withLock { $0.count += 1 } }

    func ended() {
        let isLast = state.withLock { state in
            state.count -= 1
            return state.isDraining && state.count == 0
        }
        if isLast { empty.raise() }
    }

    /// Refuses new sessions from now on.
    func drain() {
        let isEmpty = state.withLock { state in
            state.isDraining = true
            return state.count == 0
        }
        if isEmpty { empty.raise() }
    }

    /// Returns once all sessions have ended or ``giveUp()`` was called.
    func waitUntilEmpty() async { await empty.wait() }

    /// Ends the wait.
    func giveUp() { empty.raise() }
}
