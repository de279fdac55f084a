import CEvent
public import Essentials
import Glibc
import Loops
import Synchronization

/// A listening TCP socket that spreads its connections over event loops.
///
/// It does not use `SO_REUSEPORT`: a second server on the same port must fail. When the system has
/// no descriptor left, accepting pauses for 100 ms.
public final class Listener: @unchecked Sendable {
    // Safe to share: once `init` has returned, `socket` and `handle` are used on the first loop's
    // thread only; everything else never changes or is thread-safe.

    /// The address that the socket is bound to, with the port that the system chose.
    public let address: SocketAddress
    private let loops: [EventLoop]
    private let configuration: ListenerConfiguration
    private let accept: @Sendable (Connection) -> Void
    private let ledger: ConnectionLedger
    private let counts = Locked(ListenerStatistics())
    private let turn = Atomic<Int>(0)
    private var socket: Descriptor?
    private var handle: OpaquePointer?

    /// Binds the socket and accepts connections until ``close()`` or the end of the first loop.
    ///
    /// - Parameters:
    ///   - loops: the loops that connections are assigned to in turn, at least one; the first one
    ///     accepts.
    ///   - configuration: where to listen, and the limits of connections.
    ///   - accept: called on a connection's loop after the TLS handshake; starts the connection or
    ///     closes it.
    /// - Throws: ``EventLoopError`` when the address or port is unusable, or the loop was
    ///   stopped.
    public init(
        on loops: [EventLoop],
        configuration: ListenerConfiguration,
        accept: @escaping @Sendable (Connection) -> Void
    ) throws(EventLoopError) {
        guard let port = UInt16(exactly: configuration.port) else {
            throw .badPort(configuration.port)
        }
        guard let wanted = SocketAddress(host: configuration.host, port: port) else {
            throw .badAddress(configuration.host)
        }
        let socket = try Listener.listen(on: wanted, backlog: configuration.backlog)
        address = SocketAddress(of: socket.number) ?? wanted
        self.socket = consume socket
        self.loops = loops
        self.configuration = configuration
        self.accept = accept
        ledger = ConnectionLedger(
            limit: configuration.connections,
            limitPerHost: configuration.connectionsPerAddress
        )
        guard let first = loops.first, first.run({ self.begin(on: first) }) else { throw .stopped }
    }

    /// What was counted so far.
    public var statistics: ListenerStatistics {
        var statistics = counts.withLock { $0 }
        statistics.open = ledger.open
        return statistics
    }

    /// Stops accepting; open connections continue.
    public func close() {
        guard let first = loops.first else { return }
        first.run { self.end(on: first) }
    }

    private static func listen(
        on address: SocketAddress,
        backlog: Int
    ) throws(EventLoopError) -> Descriptor {
        guard let socket = Descriptor(family: address.family) else {
            throw .noResources(systemMessage(errno))
        }
        socket.set(SOL_SOCKET, SO_REUSEADDR, to: 1)
        if address.isIPv6 { socket.set(Int32(IPPROTO_IPV6), IPV6_V6ONLY, to: 0) }
        let isBound = address.withPointer { bind(socket.number, $0, $1) } == 0
        guard isBound, Glibc.listen(socket.number, Int32(clamping: backlog)) == 0 else {
            throw .listenFailed(address: "\(address)", reason: systemMessage(errno))
        }
        return socket
    }
}

// MARK: On the first loop's thread

extension Listener: LoopMember {
    private func begin(on loop: EventLoop) {
        guard let number = socket?.number else { return }
        handle = evconnlistener_new(
            loop.base,
            { _, descriptor, address, _, context in
                let descriptor = Descriptor(owning: descriptor)
                guard let context, let peer = SocketAddress(address) else { return }
                Unmanaged<Listener>.fromOpaque(context).takeUnretainedValue()
                    .accepted(descriptor, from: peer)
            },
            Unmanaged.passUnretained(self).toOpaque(),
            UInt32(LEV_OPT_CLOSE_ON_EXEC),
            0,
            number
        )
        evconnlistener_set_error_cb(handle) { handle, context in
            guard let context, let handle else { return }
            Unmanaged<Listener>.fromOpaque(context).takeUnretainedValue().rest(handle)
        }
        loop.adopt(self)
    }

    private func end(on loop: EventLoop) {
        loopStops()
        loop.dismiss(self)
    }

    func loopStops() {
        if let handle { evconnlistener_free(handle) }
        handle = nil
        socket = nil
    }

    private func rest(_ handle: OpaquePointer) {
        counts.withLock { $0.outOfResources += 1 }
        evconnlistener_disable(handle)
        loops.first?.after(.milliseconds(100)) { [weak self] in
            if let handle = self?.handle { evconnlistener_enable(handle) }
        }
    }

    /// Counts a connection, unless there are too many.
    private func admit(_ host: String) -> Bool {
        let admission = ledger.admit(host)
        counts.withLock { counts in
            switch admission {
            case .admitted: counts.accepted += 1
            case .tooMany: counts.refusedForTotal += 1
            case .tooManyOfHost: counts.refusedForAddress += 1
            }
        }
        return admission == .admitted
    }

    private func accepted(_ descriptor: consuming Descriptor, from peer: SocketAddress) {
        let host = peer.host
        guard admit(host) else { return }
        let next = turn.wrappingAdd(1, ordering: .relaxed).oldValue
        let loop = loops[next % loops.count]
        if loop.isCurrent {
            take(descriptor, from: peer, on: loop)
        } else {
            let number = descriptor.release()
            let isTaken = loop.run {
                self.take(Descriptor(owning: number), from: peer, on: loop)
            }
            guard !isTaken else { return }
            _ = Descriptor(owning: number)
            ledger.remove(host)
        }
    }
}

// MARK: On the connection's loop

extension Listener {
    private func take(
        _ descriptor: consuming Descriptor,
        from peer: SocketAddress,
        on loop: EventLoop
    ) {
        descriptor.sendAtOnce()
        let incoming = Incoming(descriptor: descriptor, peer: peer, loop: loop)
        guard let tls = configuration.tls else {
            give(incoming, channel: .plain(incoming.number))
            return
        }
        guard let session = TLSSession(tls, descriptor: incoming.number, serverName: "") else {
            return refuse(incoming, .noResources("OpenSSL could not create a session"))
        }
        _ = Handshake(
            on: loop,
            session: session,
            descriptor: incoming.number,
            timeout: configuration.handshakeTimeout
        ) { outcome in
            switch outcome {
            case .success(let channel): self.give(incoming, channel: channel)
            case .failure(let error): self.refuse(incoming, error)
            }
        }
    }

    private func give(_ incoming: Incoming, channel: Channel) {
        guard let descriptor = incoming.descriptor.take() else { return }
        let host = incoming.peer.host
        let connection = Connection(
            loop: incoming.loop,
            descriptor: descriptor,
            channel: channel,
            peer: incoming.peer,
            limits: configuration.connectionLimits
        ) { [ledger] in ledger.remove(host) }
        accept(connection)
    }

    private func refuse(_ incoming: Incoming, _ error: EventLoopError) {
        configuration.handshakeFailed(incoming.peer, error)
        counts.withLock { $0.failedHandshakes += 1 }
        ledger.remove(incoming.peer.host)
        incoming.descriptor = nil
    }

    /// A peer whose connection is not established yet.
    private final class Incoming {
        var descriptor: Descriptor?
        let number: Int32
        let peer: SocketAddress
        let loop: EventLoop

        init(descriptor: consuming Descriptor, peer: SocketAddress, loop: EventLoop) {
            number = descriptor.number
            self.descriptor = consume descriptor
            self.peer = peer
            self.loop = loop
        }
    }
}
