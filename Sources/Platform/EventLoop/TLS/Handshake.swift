import CEvent
import Essentials

/// Performs the TLS handshake with a connected peer in limited time.
///
/// The loop keeps it alive until it is over; used on the loop's thread only.
final class Handshake {
    typealias Outcome = Result<Channel, EventLoopError>

    private let loop: EventLoop
    private let session: TLSSession
    private var done: ((Outcome) -> Void)?
    private var reading: EventSource?
    private var writing: EventSource?
    private var timer: LoopTimer?

    /// Starts, and calls back unless it is cancelled; the descriptor must outlive it.
    init(
        on loop: EventLoop,
        session: TLSSession,
        descriptor: Int32,
        timeout: Duration,
        done: @escaping (Outcome) -> Void
    ) {
        self.loop = loop
        self.session = session
        self.done = done
        let context = Unmanaged.passUnretained(self).toOpaque()
        let callback: event_callback_fn = { _, _, context in
            guard let context else { return }
            Unmanaged<Handshake>.fromOpaque(context).takeUnretainedValue().proceed()
        }
        reading = EventSource(
            loop: loop,
            descriptor: descriptor,
            events: .readable,
            context: context,
            callback: callback
        )
        writing = EventSource(
            loop: loop,
            descriptor: descriptor,
            events: .writable,
            context: context,
            callback: callback
        )
        timer = loop.after(timeout) { [weak self] in
            self?.finish(.failure(.handshakeFailed("not finished in time")))
        }
        loop.adopt(self)
        proceed()
    }

    /// Stops without calling back.
    func cancel() {
        done = nil
        timer?.cancel()
        reading = nil
        writing = nil
        loop.dismiss(self)
    }

    private func proceed() {
        switch session.shakeHands() {
        case .bytes: finish(.success(.tls(session)))
        case .wouldBlock(until: .writable): writing?.enable()
        case .wouldBlock: reading?.enable()
        case .ended: finish(.failure(.handshakeAbandoned))
        case .failed(let text): finish(.failure(.handshakeFailed(text)))
        }
    }

    private func finish(_ outcome: Outcome) {
        let done = done
        cancel()
        done?(outcome)
    }
}

extension Handshake: LoopMember {
    func loopStops() { finish(.failure(.stopped)) }
}
