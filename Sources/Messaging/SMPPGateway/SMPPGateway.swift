public import Accounts
public import AccountsModel
public import Essentials
import EventLoop
public import Messaging
import MessagingModel
import NotificationDelivery
import SMPPCodec
import SMPPSession
import SMPPTransport
public import Telemetry

/// Serves SMPP clients: binds them to their tokens, takes their messages, brings them reports.
///
/// Submissions go through the same composer and service as `POST /sms`, so they are priced,
/// charged, stored and routed alike, and `GET /sms/{id}` shows them.
public final class SMPPGateway: Sendable {
    private struct Running {
        var loops: [EventLoop]
        var listeners: [SMPPListener]
        var chores: Task<Void, Never>
    }

    private let context: GatewayContext
    private let directory: TokenDirectory
    private let transport: SMPPMetrics
    private let running = Locked<Running?>(nil)

    /// Creates a gateway that does nothing until ``start()``.
    ///
    /// - Parameters:
    ///   - configuration: where to listen, and what clients may do.
    ///   - clients: who is bound.
    ///   - messages: takes what they submit.
    ///   - directory: knows their system ids and passwords.
    ///   - changes: tells when tokens changed.
    ///   - clock: tells the time.
    ///   - registry: where to count.
    ///   - logger: where binds and ends of sessions are told.
    public init(
        configuration: GatewayConfiguration,
        clients: SMPPClients,
        messages: MessageService,
        directory: TokenDirectory,
        changes: any ChangeFeed,
        clock: any Clock,
        registry: MetricsRegistry,
        logger: Logger
    ) {
        let metrics = GatewayMetrics(registry)
        context = GatewayContext(
            configuration: configuration,
            messages: messages,
            clients: clients.directory,
            binds: BindDesk(
                directory,
                passwordsAtATime: 2,
                clock: clock,
                metrics: metrics,
                logger: logger
            ),
            sessions: SessionCount(),
            deliveries: clients.notifications,
            clock: clock,
            metrics: metrics,
            logger: logger
        )
        self.directory = directory
        transport = SMPPMetrics(registry: registry, role: .smsc)
        changes.onChange(of: .accounts) { [weak self] in self?.reviewClients() }
    }

    /// Where the gateway listens, with the ports that the system chose.
    public struct Addresses: Sendable {
        /// Without TLS; nil for nowhere.
        public let plain: String?
        /// With TLS; nil for nowhere.
        public let secure: String?
    }

    /// Begins to listen and to deliver; says where, for the log.
    public func start() throws(SMPPGatewayError) -> Addresses {
        let (loops, listeners) = try listen()
        context.deliveries.start()
        let chores = Task { await doChores() }
        running.withLock {
            $0 = Running(loops: loops, listeners: listeners.all, chores: chores)
        }
        return Addresses(
            plain: listeners.plain?.address.description,
            secure: listeners.secure?.address.description
        )
    }

    /// Accepts nobody any more, answers what is durable, unbinds all clients and ends.
    public func drain(within limit: Duration) async {
        guard let running = running.withLock({ $0.take() }) else { return }
        running.chores.cancel()
        for listener in running.listeners { listener.close() }
        context.sessions.drain()
        _ = await context.deliveries.drain(within: min(limit, .seconds(5)))
        for client in context.clients.all {
            for link in client.links { link.unbind(within: limit) }
        }
        let sessions = context.sessions
        await withTaskGroup { group in
            group.addTask { await sessions.waitUntilEmpty() }
            group.addTask {
                // Cancelled when all sessions ended in time.
                do { try await Task.sleep(for: limit + .seconds(1)) } catch { return }
            }
            await group.next()
            sessions.giveUp()
            group.cancelAll()
        }
        for loop in running.loops { await loop.stop() }
    }

    private func doChores() async {
        while !Task.isCancelled {
            do { try await Task.sleep(for: .seconds(1)) } catch { return }
            let now = context.clock.now
            for client in context.clients.all where !client.authorization.token.isAlive(at: now) {
                dismiss(client)
            }
        }
    }
}

// MARK: Listening

extension SMPPGateway {
    private struct Listening {
        var plain: SMPPListener?
        var secure: SMPPListener?

        var all: [SMPPListener] { [plain, secure].compactMap(\.self) }
    }

    private func listen() throws(SMPPGatewayError) -> ([EventLoop], Listening) {
        let configuration = context.configuration
        var loops: [EventLoop] = []
        var listeners = Listening()
        do throws(EventLoopError) {
            for number in 0..<max(configuration.loopsCount, 1) {
                loops.append(try EventLoop(name: "smpp-\(number)"))
            }
            let desks = desks(on: loops)
            if let plain = configuration.plain {
                listeners.plain = try listener(at: plain, tls: nil, loops, desks)
            }
            if let secure = configuration.secure {
                let context = try TLSContext.server(
                    certificatePath: secure.certificatePath,
                    keyPath: secure.keyPath
                )
                listeners.secure = try listener(at: secure.endpoint, tls: context, loops, desks)
            }
        } catch {
            for listener in listeners.all { listener.close() }
            let begun = loops
            Task { for loop in begun { await loop.stop() } }
            throw .cannotListen("\(error)")
        }
        return (loops, listeners)
    }

    private func desks(on loops: [EventLoop]) -> [ObjectIdentifier: SubmissionDesk] {
        var desks: [ObjectIdentifier: SubmissionDesk] = [:]
        for loop in loops {
            desks[ObjectIdentifier(loop)] = SubmissionDesk(
                loop,
                context.messages,
                clock: context.clock,
                metrics: context.metrics,
                logger: context.logger
            )
        }
        return desks
    }

    private func listener(
        at endpoint: GatewayConfiguration.Endpoint,
        tls: TLSContext?,
        _ loops: [EventLoop],
        _ desks: [ObjectIdentifier: SubmissionDesk]
    ) throws(EventLoopError) -> SMPPListener {
        var listening = ListenerConfiguration(host: endpoint.host, port: endpoint.port, tls: tls)
        listening.connections = context.configuration.connections
        listening.connectionsPerAddress = context.configuration.connectionsPerAddress
        let context = context
        listening.handshakeFailed = { peer, error in
            // A load balancer that looks whether we listen is no news.
            guard error != .handshakeAbandoned else { return }
            context.logger.info(
                "smpp connection refused",
                ["address": .string(peer.host), "reason": .string("\(error)")]
            )
        }
        return try SMPPListener(
            on: loops,
            configuration: listening,
            link: context.configuration.serverLink,
            metrics: transport
        ) { link in
            let desk =
                desks[ObjectIdentifier(link.loop)]
                ?? SubmissionDesk(
                    link.loop,
                    context.messages,
                    clock: context.clock,
                    metrics: context.metrics,
                    logger: context.logger
                )
            return GatewaySession(context, desk)
        }
    }
}

// MARK: Tokens

extension SMPPGateway {
    /// Takes over changed limits and prices, and unbinds clients whose tokens are gone.
    private func reviewClients() {
        let (context, directory) = (context, directory)
        for client in context.clients.all where !client.links.isEmpty {
            Task {
                do {
                    guard let found = try await directory.authorizeSMPP(client.token) else {
                        return self.dismiss(client)
                    }
                    _ = context.clients.client(of: found)
                } catch {
                    context.logger.error(
                        "smpp token cannot be read",
                        ["reason": .string("\(error)")]
                    )
                }
            }
        }
    }

    private func dismiss(_ client: Client) {
        for link in client.links { link.unbind(within: .seconds(2)) }
    }
}

/// Why the gateway cannot serve.
public enum SMPPGatewayError: Error, Sendable, CustomStringConvertible {
    /// An address, a port or a certificate does not serve.
    case cannotListen(String)

    /// The reason in words.
    public var description: String {
        switch self {
        case .cannotListen(let reason): "SMPP cannot be served: \(reason)"
        }
    }
}

extension GatewayConfiguration {
    /// What the transport is told: the limits of clients are above it, their own hold below.
    fileprivate var serverLink: SMPPLinkConfiguration {
        var link = SMPPLinkConfiguration()
        link.session.timers.inactivity = inactivity
        link.session.incomingWindow = SMPPLimits.windowRange.upperBound
        link.session.outgoingWindow = SMPPLimits.windowRange.upperBound
        return link
    }
}
