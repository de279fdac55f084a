import CEvent
import Essentials
import Glibc

/// Where to connect to, and how long to try.
public struct ConnectionTarget: Sendable {
    /// A name or a numeric address.
    public var host: String
    /// The port.
    public var port: UInt16
    /// The TLS configuration; nil connects without TLS.
    public var tls: TLSContext?
    /// The name that the certificate must carry; nil means the host.
    public var serverName: String?
    /// How long lookup, connecting and handshake may take together.
    public var timeout = Duration.seconds(10)
    /// The limits of the connection.
    public var connectionLimits = ConnectionLimits()

    /// Creates a target with the default limits.
    public init(host: String, port: UInt16, tls: TLSContext? = nil, serverName: String? = nil) {
        self.host = host
        self.port = port
        self.tls = tls
        self.serverName = serverName
    }
}

/// A connection being made: looks the name up, tries its addresses in turn, and does the TLS
/// handshake.
///
/// Each address gets its share of the time. Used on the loop's thread only.
public final class ConnectionAttempt: @unchecked Sendable {
    // Safe to share: `loop` and `target` never change; everything else is used on the loop's
    // thread only, which every entry point asserts.
    private let loop: EventLoop
    private let target: ConnectionTarget
    private var done: ((Result<Connection, EventLoopError>) -> Void)?
    private var candidates: [SocketAddress] = []
    private var current: SocketAddress?
    private var lastError: EventLoopError?
    private var deadline: LoopTimer?
    private var share: LoopTimer?
    private var descriptor: Descriptor?
    private var writing: EventSource?
    private var handshake: Handshake?
    private let end: UInt64

    fileprivate init(
        on loop: EventLoop,
        to target: ConnectionTarget,
        done: @escaping (Result<Connection, EventLoopError>) -> Void
    ) {
        self.loop = loop
        self.target = target
        self.done = done
        end = monotonicNanoseconds() &+ UInt64(max(target.timeout.wholeMicroseconds, 0)) * 1000
        loop.adopt(self)
        deadline = loop.after(target.timeout) { [weak self] in
            guard let self else { return }
            finish(.failure(lastError ?? .timedOut(address: name)))
        }
    }

    /// Gives up without calling back.
    public func cancel() {
        loop.assertCurrent()
        done = nil
        deadline?.cancel()
        dropCurrent()
        loop.dismiss(self)
    }

    private var name: String { "\(target.host):\(target.port)" }

    fileprivate func begin() {
        if let address = SocketAddress(host: target.host, port: target.port) {
            candidates = [address]
            tryNext()
            return
        }
        NameResolver.shared.resolve(target.host, port: target.port) { [weak self, loop] answer in
            loop.run { [weak self] in self?.resolved(answer) }
        }
    }

    private func resolved(_ answer: NameResolver.Answer) {
        guard done != nil else { return }
        switch answer {
        case .success(let addresses):
            candidates = addresses.reversed()
            tryNext()
        case .failure(let error): finish(.failure(error))
        }
    }

    private func tryNext() {
        guard done != nil else { return }
        dropCurrent()
        guard let address = candidates.popLast() else {
            finish(.failure(lastError ?? .unknownHost(target.host, reason: "no address")))
            return
        }
        current = address
        guard let made = Descriptor(family: address.family) else {
            finish(.failure(.noResources(systemMessage(errno))))
            return
        }
        made.sendAtOnce()
        let number = made.number
        descriptor = consume made
        let result = address.withPointer { connect(number, $0, $1) }
        guard result == 0 || errno == EINPROGRESS else {
            failed(.connectFailed(address: "\(address)", reason: systemMessage(errno)))
            return
        }
        awaitConnection(number)
    }

    private func awaitConnection(_ number: Int32) {
        writing = EventSource(
            loop: loop,
            descriptor: number,
            events: .writable,
            context: Unmanaged.passUnretained(self).toOpaque()
        ) { _, _, context in
            guard let context else { return }
            Unmanaged<ConnectionAttempt>.fromOpaque(context).takeUnretainedValue().connected()
        }
        writing?.enable()
        guard !candidates.isEmpty else { return }
        share = loop.after(timeLeft / (candidates.count + 1)) { [weak self] in
            guard let self, let current else { return }
            failed(.timedOut(address: "\(current)"))
        }
    }

    private var timeLeft: Duration {
        let now = monotonicNanoseconds()
        return .nanoseconds(end > now ? Int64(end - now) : 0)
    }

    private func connected() {
        writing = nil
        share?.cancel()
        guard let address = current, let number = descriptor?.number else { return }
        let code = descriptor?.pendingError ?? 0
        guard code == 0 else {
            return failed(.connectFailed(address: "\(address)", reason: systemMessage(code)))
        }
        guard SocketAddress(of: number)?.description != address.description else {
            // Without a listener, TCP can connect a local port to itself and so occupy it.
            return failed(
                .connectFailed(address: "\(address)", reason: systemMessage(ECONNREFUSED))
            )
        }
        guard let tls = target.tls else { return succeed(.plain(number), address) }
        let expected = target.serverName ?? target.host
        guard let session = TLSSession(tls, descriptor: number, serverName: expected) else {
            return failed(.handshakeFailed("'\(expected)' cannot be requested"))
        }
        handshake = Handshake(
            on: loop,
            session: session,
            descriptor: number,
            timeout: timeLeft
        ) { [weak self] outcome in
            self?.handshake = nil
            switch outcome {
            case .success(let channel): self?.succeed(channel, address)
            case .failure(let error): self?.failed(error)
            }
        }
    }

    private func succeed(_ channel: Channel, _ address: SocketAddress) {
        guard let owned = descriptor.take() else { return }
        let connection = Connection(
            loop: loop,
            descriptor: owned,
            channel: channel,
            peer: address,
            limits: target.connectionLimits
        )
        finish(.success(connection))
    }

    private func failed(_ error: EventLoopError) {
        lastError = error
        tryNext()
    }

    private func dropCurrent() {
        share?.cancel()
        handshake?.cancel()
        handshake = nil
        writing = nil
        descriptor = nil
    }

    private func finish(_ outcome: Result<Connection, EventLoopError>) {
        let done = done
        cancel()
        done?(outcome)
    }
}

extension ConnectionAttempt: LoopMember {
    func loopStops() { finish(.failure(.stopped)) }
}

extension EventLoop {
    /// Connects, and calls back on the loop's thread with an open connection or the reason.
    ///
    /// Call it on the loop's thread. The callback comes in a later turn, unless the attempt is
    /// cancelled.
    @discardableResult
    public func connect(
        to target: ConnectionTarget,
        done: @escaping (Result<Connection, EventLoopError>) -> Void
    ) -> ConnectionAttempt {
        assertCurrent()
        let attempt = ConnectionAttempt(on: self, to: target, done: done)
        run { attempt.begin() }
        return attempt
    }
}
