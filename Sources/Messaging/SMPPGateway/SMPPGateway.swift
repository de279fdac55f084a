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

/// Serves SMPP clients: authenticates binds, accepts messages, delivers receipts.
///
/// Submissions go through the same composer and service as `POST /sms`, so they are priced,
/// charged, stored and routed alike, and `GET /sms/{id}` shows them.
public final class SMPPGateway: Sendable {
    private struct Running {
        var loops: [EventLoop]
        var listeners: [SMPPListener]
        var tls: TLSContext?
        var expiry: Task<Void, Never>
    }

    private let context: GatewayContext
    private let directory: TokenDirectory
    private let transport: SMPPMetrics
    private let running = Locked<Running?>(nil)

    /// Creates a gateway, which does nothing until ``start()``.
    ///
    /// - Parameters:
    ///   - configuration: where to listen, and the limits of clients.
    ///   - clients: the bound clients.
    ///   - messages: accepts what clients submit.
    ///   - directory: the tokens with their system ids and passwords.
    ///   - changes: reports changed tokens.
    ///   - clock: the time.
    ///   - registry: the registry of the metrics.
    ///   - logger: the log of binds and ended sessions.
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
            authenticator: BindAuthenticator(
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
        changes.onChange(of: .accounts, applying: { [weak self] in await self?.reviewClients() })
    }

    /// The addresses that the gateway listens on, with the ports that the system chose.
    public struct Addresses: Sendable {
        /// Without TLS; nil for none.
        public let plain: String?
        /// With TLS; nil for none.
        public let secure: String?
    }

    /// Starts to listen and to deliver; returns the addresses, for the log.
    public func start() throws(SMPPGatewayError) -> Addresses {
        let (loops, listeners) = try listen()
        context.deliveries.start()
        let expiry = Task { await expireClients() }
        running.withLock {
            $0 = Running(
                loops: loops,
                listeners: listeners.all,
                tls: listeners.tls,
                expiry: expiry
            )
        }
        return Addresses(
            plain: listeners.plain?.address.description,
            secure: listeners.secure?.address.description
        )
    }

    /// Reads the certificate and its key again, for connections from now on.
    ///
    /// If they cannot be used, the present ones stay in use. Returns whether there are any.
    public func reloadCertificate() throws(SMPPGatewayError) -> Bool {
        guard let secure = context.configuration.secure,
            let tls = running.withLock({ $0?.tls })
        else { return false }
        do throws(EventLoopError) {
            tls.replace(by: try Self.certificate(of: secure))
        } catch {
            throw .cannotListen("\(error)")
        }
        return true
    }

    /// Stops listening, answers what is stored, unbinds all clients and stops.
    public func drain(within limit: Duration) async {
        guard let running = running.withLock({ $0.take() }) else { return }
        running.expiry.cancel()
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

    private func expireClients() async {
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
        var tls: TLSContext?

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
            let batchers = batchers(on: loops)
            if let plain = configuration.plain {
                listeners.plain = try listener(at: plain, tls: nil, loops, batchers)
            }
            if let secure = configuration.secure {
                let context = try Self.certificate(of: secure)
                listeners.tls = context
                listeners.secure = try listener(at: secure.endpoint, tls: context, loops, batchers)
            }
        } catch {
            for listener in listeners.all { listener.close() }
            let begun = loops
            Task { for loop in begun { await loop.stop() } }
            throw .cannotListen("\(error)")
        }
        return (loops, listeners)
    }

    private static func certificate(
        of secure: GatewayConfiguration.SecureEndpoint
    ) throws(EventLoopError) -> TLSContext {
        try TLSContext.server(certificatePath: secure.certificatePath, keyPath: secure.keyPath)
    }

    private func batchers(on loops: [EventLoop]) -> [ObjectIdentifier: SubmissionBatcher] {
        var batchers: [ObjectIdentifier: SubmissionBatcher] = [:]
        for loop in loops {
            batchers[ObjectIdentifier(loop)] = SubmissionBatcher(
                loop,
                context.messages,
                clock: context.clock,
                metrics: context.metrics,
                logger: context.logger
            )
        }
        return batchers
    }

    private func listener(
        at endpoint: GatewayConfiguration.Endpoint,
        tls: TLSContext?,
        _ loops: [EventLoop],
        _ batchers: [ObjectIdentifier: SubmissionBatcher]
    ) throws(EventLoopError) -> SMPPListener {
        var listening = ListenerConfiguration(host: endpoint.host, port: endpoint.port, tls: tls)
        listening.connections = context.configuration.connections
        listening.connectionsPerAddress = context.configuration.connectionsPerAddress
        let context = context
        listening.handshakeFailed = { peer, error in
            // A load balancer's health check is not worth a line.
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
            let batcher =
                batchers[ObjectIdentifier(link.loop)]
                ?? SubmissionBatcher(
                    link.loop,
                    context.messages,
                    clock: context.clock,
                    metrics: context.metrics,
                    logger: context.logger
                )
            return GatewaySession(context, batcher)
        }
    }
}

// MARK: Tokens

extension SMPPGateway {
    /// Applies changed limits and prices, and unbinds clients whose tokens are gone.
    private func reviewClients() async {
        await withTaskGroup { group in
            for client in context.clients.all where !client.links.isEmpty {
                group.addTask { await self.review(client) }
            }
        }
    }

    private func review(_ client: Client) async {
        do {
            guard let found = try await directory.authorizeSMPP(client.token) else {
                return dismiss(client)
            }
            _ = context.clients.client(of: found)
        } catch {
            context.logger.error(
                "smpp token cannot be read",
                ["reason": .string("\(error)")]
            )
        }
    }

    private func dismiss(_ client: Client) {
        for link in client.links { link.unbind(within: .seconds(2)) }
    }
}

/// Why the gateway cannot start.
public enum SMPPGatewayError: Error, Sendable, CustomStringConvertible {
    /// An address, a port or a certificate cannot be used.
    case cannotListen(String)

    /// The reason, for the operator.
    public var description: String {
        switch self {
        case .cannotListen(let reason): "SMPP cannot be served: \(reason)"
        }
    }
}

extension GatewayConfiguration {
    /// The link's limits: clients' own limits are stricter and apply above it.
    fileprivate var serverLink: SMPPLinkConfiguration {
        var link = SMPPLinkConfiguration()
        link.session.timers.inactivity = inactivity
        link.session.incomingWindow = SMPPLimits.windowRange.upperBound
        link.session.outgoingWindow = SMPPLimits.windowRange.upperBound
        return link
    }
}
