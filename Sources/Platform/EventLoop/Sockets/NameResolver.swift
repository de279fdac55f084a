import CEvent
import Collections
import Essentials
import Glibc

/// Looks up names on its own threads, because the system's resolver blocks.
///
/// At most 4 lookups run at a time and 256 wait; more are refused. A thread ends when nothing
/// waits. A lookup cannot be cancelled: the system has its own timeout.
final class NameResolver: Sendable {
    typealias Answer = Result<[SocketAddress], EventLoopError>

    /// One for the process, like the system's resolver.
    static let shared = NameResolver()

    private static let threadLimit = 4
    /// The most addresses to try for one name.
    private static let addressLimit = 8

    private let state = Locked(State())

    private struct State {
        var waiting = BoundedQueue<Job>(capacity: 256)
        var threads = 0
    }

    private struct Job: Sendable {
        let host: String
        let port: UInt16
        let answer: @Sendable (Answer) -> Void
    }

    /// Calls back on a thread of the resolver, or at once when there is no room.
    func resolve(
        _ host: String,
        port: UInt16,
        answer: @escaping @Sendable (Answer) -> Void
    ) {
        let job = Job(host: host, port: port, answer: answer)
        let (isTaken, needsThread) = state.withLock { state in
            guard state.waiting.append(job) else { return (false, false) }
            guard state.threads < NameResolver.threadLimit else { return (true, false) }
            state.threads += 1
            return (true, true)
        }
        guard isTaken else {
            answer(.failure(.noResources("too many names are being looked up")))
            return
        }
        guard needsThread else { return }
        do {
            try WorkerThread("resolver") { self.work() }
        } catch {
            refuseAll(.noResources(error.description))
        }
    }

    private func work() {
        while let job = next() { job.answer(NameResolver.lookUp(job.host, port: job.port)) }
    }

    private func next() -> Job? {
        state.withLock { state in
            if let job = state.waiting.popFirst() { return job }
            state.threads -= 1
            return nil
        }
    }

    /// Fails waiting lookups when there is no thread left to answer them.
    private func refuseAll(_ error: EventLoopError) {
        let jobs = state.withLock { state in
            state.threads -= 1
            return state.threads == 0 ? state.waiting.popFirst(.max) : []
        }
        for job in jobs { job.answer(.failure(error)) }
    }

    private static func lookUp(_ host: String, port: UInt16) -> Answer {
        var hints = addrinfo()
        hints.ai_family = AF_UNSPEC
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        hints.ai_flags = AI_ADDRCONFIG
        var list: UnsafeMutablePointer<addrinfo>?
        let code = getaddrinfo(host, String(port), &hints, &list)
        guard code == 0 else {
            return .failure(.unknownHost(host, reason: String(cString: gai_strerror(code))))
        }
        defer { freeaddrinfo(list) }
        var addresses: [SocketAddress] = []
        var entry = list
        while let found = entry?.pointee, addresses.count < addressLimit {
            if let address = SocketAddress(found.ai_addr) {
                addresses.append(address)
            }
            entry = found.ai_next
        }
        return .success(addresses)
    }
}
