import Essentials
import Messaging
import NotificationDelivery
import Telemetry

/// What all sessions share.
struct GatewayContext: Sendable {
    let configuration: GatewayConfiguration
    let messages: MessageService
    let clients: ClientDirectory
    let binds: BindDesk
    let sessions: SessionCount
    let deliveries: NotificationService
    let clock: any Clock
    let metrics: GatewayMetrics
    let logger: Logger
    /// `deliveries`, for one at a time.
    private let reachability: Locked<NotificationService>

    init(
        configuration: GatewayConfiguration,
        messages: MessageService,
        clients: ClientDirectory,
        binds: BindDesk,
        sessions: SessionCount,
        deliveries: NotificationService,
        clock: any Clock,
        metrics: GatewayMetrics,
        logger: Logger
    ) {
        self.configuration = configuration
        self.messages = messages
        self.clients = clients
        self.binds = binds
        self.sessions = sessions
        self.deliveries = deliveries
        reachability = Locked(deliveries)
        self.clock = clock
        self.metrics = metrics
        self.logger = logger
    }

    /// Says whether anybody takes what the client is owed.
    ///
    /// Looking and telling are one step, so that the last word is the truth also where sessions of
    /// one client live on several loops; telling only leaves a letter.
    func tellReachable(_ client: Client) {
        reachability.withLock { deliveries in
            deliveries.setReachable(client.lane.isOccupied, client.token)
        }
    }
}

/// How many connections are open, for a stop to wait until there are none.
final class SessionCount: Sendable {
    private struct State {
        var count = 0
        var isDraining = false
    }

    private let state = Locked(State())
    private let empty = OneTimeSignal()

    /// Whether no session may begin any more.
    var isDraining: Bool { state.withLock { $0.isDraining } }

    func began() { state.withLock { $0.count += 1 } }

    func ended() {
        let isLast = state.withLock { state in
            state.count -= 1
            return state.isDraining && state.count == 0
        }
        if isLast { empty.raise() }
    }

    /// Lets no session begin any more.
    func drain() {
        let isEmpty = state.withLock { state in
            state.isDraining = true
            return state.count == 0
        }
        if isEmpty { empty.raise() }
    }

    /// Returns once all sessions have ended, or the wait was given up.
    func waitUntilEmpty() async { await empty.wait() }

    /// Lets nobody wait any longer.
    func giveUp() { empty.raise() }
}
