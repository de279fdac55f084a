import CEvent
public import Essentials
import Glibc

/// One TCP connection, plain or with TLS; used on its loop's thread only.
///
/// Call ``start(_:)`` with a handler to read from it. Writes go out at once if the socket accepts
/// them; the rest waits within ``ConnectionLimits``. Write what belongs together in one call,
/// because each call is a system call. While the connection is open, the loop keeps it and its
/// handler alive.
public final class Connection: @unchecked Sendable {
    // Safe to share: `loop` and `peer` never change; every other member asserts that it is used on
    // the loop's thread.

    /// The loop whose thread the connection lives on.
    public let loop: EventLoop
    /// The other side's address.
    public let peer: SocketAddress
    /// Bytes read so far, without what TLS adds.
    public private(set) var bytesReceived = 0
    /// Bytes that the system has accepted so far, without what TLS adds.
    public private(set) var bytesSent = 0
    /// Whether reading is paused because too much is unsent.
    public private(set) var isCongested = false
    /// The most bytes to pass to the handler at once.
    ///
    /// What a handler must keep of a read is bounded by it. More than ``EventLoop/readBytes`` has
    /// no effect.
    public var readBytes = EventLoop.readBytes

    let limits: ConnectionLimits
    let channel: Channel
    private var descriptor: Descriptor?
    private var handler: (any ConnectionHandler)?
    private var phase = Phase.ready
    private var output = OutputBuffer()
    private var reading: EventSource?
    private var writing: EventSource?
    private var isPaused = false
    /// The peer sends nothing more, and the handler goes on.
    private var hasEnded = false
    /// TLS may have to write before it can read, and vice versa.
    private var readWaitsToWrite = false
    private var writeWaitsToRead = false
    /// Limits how long the peer may take to read or to close.
    private var watch: LoopTimer?
    private var sentAtLastWatch = 0
    private var reason = ConnectionEnd.closedHere
    /// Called when the descriptor is closed, before the handler is notified.
    private let released: (() -> Void)?

    private enum Phase {
        /// There is no handler yet.
        case ready
        case open
        /// Nothing is read any more; the remaining output is sent.
        case flushing
        /// Everything is sent; the peer has to close.
        case lingering
        case closed
    }

    init(
        loop: EventLoop,
        descriptor: consuming Descriptor,
        channel: Channel,
        peer: SocketAddress,
        limits: ConnectionLimits,
        released: (() -> Void)? = nil
    ) {
        self.loop = loop
        self.peer = peer
        self.limits = limits
        self.channel = channel
        self.released = released
        let number = descriptor.number
        self.descriptor = consume descriptor
        let context = Unmanaged.passUnretained(self).toOpaque()
        reading = EventSource(
            loop: loop,
            descriptor: number,
            events: [.readable, .persistent],
            context: context
        ) { _, _, context in Connection.from(context)?.becameReadable() }
        writing = EventSource(
            loop: loop,
            descriptor: number,
            events: [.writable],
            context: context
        ) { _, _, context in Connection.from(context)?.becameWritable() }
        loop.adopt(self)
    }

    private static func from(_ context: UnsafeMutableRawPointer?) -> Connection? {
        context.map { Unmanaged<Connection>.fromOpaque($0).takeUnretainedValue() }
    }
}

// MARK: What its owner does

extension Connection {
    /// Whether it accepts bytes; false once either side has closed it.
    public var isOpen: Bool {
        loop.assertCurrent()
        return phase == .open
    }

    /// The number of bytes that wait for the peer to read.
    public var unsentBytes: Int {
        loop.assertCurrent()
        return output.count
    }

    /// Starts to read; the handler is called until the connection is closed.
    public func start(_ handler: any ConnectionHandler) {
        loop.assertCurrent()
        self.handler = handler
        guard phase == .ready else {
            // The connection ended before it got a handler.
            if phase == .closed { loop.atEndOfTurn(self) }
            return
        }
        phase = .open
        reading?.enable()
        if channel.hasBuffered { reading?.activate() }
    }

    /// Sends the bytes, now or when the peer reads; has no effect once it is closed.
    ///
    /// Beyond ``ConnectionLimits/unsentBytes`` the connection is closed.
    public func write(_ bytes: UnsafeRawBufferPointer) {
        loop.assertCurrent()
        guard phase == .open, !bytes.isEmpty else { return }
        var rest = bytes
        while output.isEmpty, !rest.isEmpty {
            guard let count = sent(channel.write(rest)) else { break }
            rest = UnsafeRawBufferPointer(rebasing: rest[count...])
        }
        guard phase == .open, !rest.isEmpty else { return }
        guard output.count + rest.count <= limits.unsentBytes else {
            end(.peerTooSlow)
            return
        }
        output.append(rest)
        if watch == nil { watchOutput() }
        waitToWrite()
        noteCongestion()
    }

    /// Sends the bytes, like the other `write`.
    public func write(_ bytes: [UInt8]) { bytes.withUnsafeBytes { write($0) } }

    /// Stops reading, so that incoming data waits in the system's buffers and the peer is slowed
    /// down.
    public func pauseReading() {
        loop.assertCurrent()
        isPaused = true
        noteReading()
    }

    /// Resumes reading.
    public func resumeReading() {
        loop.assertCurrent()
        isPaused = false
        noteReading()
    }

    /// Closes the connection: at once, or when the peer has read everything that was written.
    ///
    /// In the second case nothing more is read, and the peer must close in time.
    public func close(afterFlush: Bool = false) {
        loop.assertCurrent()
        switch phase {
        case .open where afterFlush: flushAndEnd(.closedHere)
        case .flushing where afterFlush, .lingering where afterFlush: break
        default: end(.closedHere)
        }
    }
}

// MARK: Reading

extension Connection {
    private func becameReadable() {
        if writeWaitsToRead { becameWritable() }
        switch phase {
        case .open: read()
        case .flushing, .lingering: discard()
        case .ready, .closed: break
        }
    }

    private func read() {
        repeat {
            let room = max(1, min(readBytes, loop.scratch.count))
            let buffer = UnsafeMutableRawBufferPointer(rebasing: loop.scratch[..<room])
            guard let count = received(channel.read(into: buffer)) else { return }
            bytesReceived += count
            let bytes = UnsafeRawBufferPointer(rebasing: loop.scratch[..<count])
            handler?.connection(self, received: bytes)
        } while mayRead && channel.hasBuffered
    }

    /// Reads and discards incoming data, so that the peer sees an orderly end instead of a reset.
    private func discard() {
        repeat {
            guard received(channel.read(into: loop.scratch)) != nil else { return }
        } while channel.hasBuffered
    }

    private var mayRead: Bool { phase == .open && !isPaused && !isCongested && !hasEnded }

    private func noteReading() {
        guard phase == .open else { return }
        guard mayRead else {
            reading?.disable()
            return
        }
        reading?.enable()
        if channel.hasBuffered { reading?.activate() }
    }

    /// The bytes that were read; nil when there are none, after handling the reason.
    private func received(_ transfer: Transfer) -> Int? {
        switch transfer {
        case .bytes(let count): return count
        case .wouldBlock(let events):
            guard events == .writable else { return nil }
            readWaitsToWrite = true
            writing?.enable()
        case .ended:
            switch phase {
            case .open: peerEnded()
            case .flushing: reading?.disable()
            default: end(reason)
            }
        case .failed(let text): end(.failed(text))
        }
        return nil
    }
}

extension Connection {
    /// Ends the connection unless its handler still has something to send.
    private func peerEnded() {
        guard handler?.connectionReachedEnd(self) == true, phase == .open else {
            if phase == .open { flushAndEnd(.closedByPeer) }
            return
        }
        hasEnded = true
        noteReading()
    }
}

// MARK: Writing

extension Connection {
    private func becameWritable() {
        writeWaitsToRead = false
        if readWaitsToWrite {
            readWaitsToWrite = false
            becameReadable()
        }
        while !output.isEmpty, phase == .open || phase == .flushing {
            guard let count = sent(output.withBytes { channel.write($0) }) else { break }
            output.removeFirst(count)
        }
        noteCongestion()
        if !output.isEmpty {
            waitToWrite()
        } else if phase == .open {
            endWatch()
        } else if phase == .flushing {
            linger()
        }
    }

    /// The number of bytes that the socket accepted; nil if it accepts none or the connection has
    /// ended.
    private func sent(_ transfer: Transfer) -> Int? {
        switch transfer {
        case .bytes(let count):
            bytesSent += count
            return count
        case .wouldBlock(let events): writeWaitsToRead = events == .readable
        case .ended: end(.closedByPeer)
        case .failed(let text): end(.failed(text))
        }
        return nil
    }

    private func waitToWrite() {
        guard phase == .open || phase == .flushing, !writeWaitsToRead else { return }
        writing?.enable()
    }

    private func noteCongestion() {
        guard phase == .open else { return }
        let threshold = isCongested ? limits.congestedBytes / 2 : limits.congestedBytes
        guard isCongested != (output.count > threshold) else { return }
        isCongested.toggle()
        noteReading()
        handler?.connection(self, isCongested: isCongested)
    }

    /// Ends the connection if the peer reads nothing during the whole timeout.
    private func watchOutput() {
        sentAtLastWatch = bytesSent
        setWatch(limits.stallTimeout)
    }

    private func setWatch(_ limit: Duration) {
        let timer = watch ?? LoopTimer(on: loop) { [weak self] in self?.watchExpired() }
        watch = timer
        timer.set(after: limit)
    }

    private func endWatch() {
        watch?.cancel()
        watch = nil
    }

    private func watchExpired() {
        switch phase {
        case .open where bytesSent > sentAtLastWatch: watchOutput()
        case .open: end(.peerTooSlow)
        case .ready, .flushing, .lingering, .closed: end(reason)
        }
    }
}

// MARK: Ending

extension Connection: EndOfTurn, LoopMember {
    private func flushAndEnd(_ reason: ConnectionEnd) {
        self.reason = reason
        phase = .flushing
        if case .closedByPeer = reason { reading?.disable() } else { reading?.enable() }
        if output.isEmpty { linger() } else { setWatch(limits.stallTimeout) }
    }

    /// Waits for the peer to close: closing a socket with unread bytes would discard what was sent
    /// last.
    private func linger() {
        guard reason == .closedHere, let number = descriptor?.number else { return end(reason) }
        phase = .lingering
        if case .tls(let session) = channel { session.sayGoodbye() }
        shutdown(number, Int32(SHUT_WR))
        reading?.enable()
        setWatch(limits.lingerTimeout)
    }

    private func end(_ reason: ConnectionEnd) {
        guard phase != .closed else { return }
        if phase == .open, case .tls(let session) = channel, output.isEmpty {
            session.sayGoodbye()
        }
        phase = .closed
        self.reason = reason
        endWatch()
        reading = nil
        writing = nil
        descriptor = nil
        output = OutputBuffer()
        released?()
        loop.atEndOfTurn(self)
    }

    /// Calls the handler for the last time, and releases it.
    public func turnEnds() {
        loop.dismiss(self)
        let ended = handler
        handler = nil
        ended?.connection(self, closed: reason)
    }

    func loopStops() { end(.loopStopped) }
}
