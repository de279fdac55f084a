import CCurl
import Essentials
import Glibc

/// Where callers put requests for the client's thread, which sleeps on its descriptor.
final class Inbox: Sendable {
    /// Requests of one `perform` that are answered together.
    struct Batch: Sendable {
        let requests: [OutgoingRequest]
        let receiver: any AnswerReceiver
    }

    private struct State {
        var batches: [Batch] = []
        var waiting = 0
        var isStopped = false
        var isSignalled = false
        var statistics = HTTPClientStatistics()
    }

    /// Becomes readable when there is something to take.
    let descriptor: Int32
    private let capacity: Int
    private let state = Locked(State())

    init(capacity: Int) throws(HTTPClientError) {
        self.capacity = capacity
        descriptor = eventfd(0, Int32(EFD_NONBLOCK | EFD_CLOEXEC))
        guard descriptor >= 0 else { throw .system(errno) }
    }

    deinit { close(descriptor) }

    /// What the client's thread said last.
    var statistics: HTTPClientStatistics { state.withLock { $0.statistics } }

    /// Hands over requests; answers them itself when there is no room or no thread any more.
    func put(_ requests: [OutgoingRequest], _ receiver: any AnswerReceiver) {
        guard !requests.isEmpty else { return }
        let (failure, signals) = state.withLock { state -> (OutgoingFailure?, Bool) in
            if state.isStopped { return (.stopped, false) }
            guard state.waiting + requests.count <= capacity else { return (.overloaded, false) }
            state.waiting += requests.count
            state.batches.append(Batch(requests: requests, receiver: receiver))
            defer { state.isSignalled = true }
            return (nil, !state.isSignalled)
        }
        if signals { signal() }
        if let failure {
            receiver.take(requests.map { OutgoingAnswer(id: $0.id, result: .failed(failure)) })
        }
    }

    /// Takes everything; nil once the client was stopped.
    func take() -> [Batch]? {
        var counter: UInt64 = 0
        read(descriptor, &counter, 8)
        return state.withLock { state in
            state.isSignalled = false
            guard !state.isStopped else { return nil }
            defer { state.batches.removeAll(keepingCapacity: true) }
            return state.batches
        }
    }

    /// Tells what became of requests that were taken: `left` of them still wait for room.
    func update(started: Int, _ change: (inout HTTPClientStatistics) -> Void) {
        state.withLock { state in
            state.waiting -= started
            change(&state.statistics)
            state.statistics.waiting = state.waiting
        }
    }

    /// Asks the thread to end.
    func stop() {
        state.withLock { $0.isStopped = true }
        signal()
    }

    /// Answers everything that waits with ``OutgoingFailure/stopped``, now and from now on.
    func refuseAll() {
        let batches = state.withLock { state in
            state.isStopped = true
            defer { state.batches = [] }
            return state.batches
        }
        for batch in batches {
            batch.receiver.take(
                batch.requests.map { OutgoingAnswer(id: $0.id, result: .failed(.stopped)) }
            )
        }
    }

    private func signal() {
        var one: UInt64 = 1
        write(descriptor, &one, 8)
    }
}
