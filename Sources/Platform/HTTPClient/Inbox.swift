import Essentials
import Loops

/// Passes requests from callers to the client's thread: a mailbox with a limit.
final class Inbox: Sendable {
    /// Requests of one `perform` that are answered together.
    struct Batch: Sendable {
        let requests: [OutgoingRequest]
        let receiver: any AnswerReceiver

        /// Answers every request with the same failure.
        func fail(_ failure: OutgoingFailure) {
            receiver.take(requests.map { OutgoingAnswer(id: $0.id, result: .failed(failure)) })
        }
    }

    private let capacity: Int
    private let mailbox: LoopMailbox<Batch>
    private let counts = Locked(HTTPClientStatistics())

    init(capacity: Int) throws(HTTPClientError) {
        self.capacity = capacity
        do {
            mailbox = try LoopMailbox()
        } catch {
            throw .system(error.code)
        }
    }

    /// Becomes readable when the sleeping thread must wake up.
    var descriptor: Int32 { mailbox.descriptor }

    // MARK: From any thread

    /// The numbers that the client's thread reported last.
    var statistics: HTTPClientStatistics { counts.withLock { $0 } }

    /// Passes requests on; fails them at once if there is no room or the client was stopped.
    func put(_ requests: [OutgoingRequest], _ receiver: any AnswerReceiver) {
        guard !requests.isEmpty else { return }
        let batch = Batch(requests: requests, receiver: receiver)
        let hasRoom = counts.withLock { counts in
            guard counts.waiting + requests.count <= capacity else { return false }
            counts.waiting += requests.count
            return true
        }
        guard hasRoom else { return batch.fail(mailbox.isClosed ? .stopped : .overloaded) }
        if !mailbox.send(batch) { batch.fail(.stopped) }
    }

    /// Ends the thread, and fails the requests that it has not taken.
    func stop() {
        for batch in mailbox.close() { batch.fail(.stopped) }
    }

    // MARK: On the client's thread

    /// Whether the thread may sleep; from now on, and until ``take()``, a caller wakes it.
    func prepareToSleep() -> Bool { mailbox.prepareToSleep() }

    /// Makes the descriptor unreadable again.
    func clearWakeUp() { mailbox.clearWakeUp() }

    /// Takes all requests; nil once the client was stopped.
    func take() -> [Batch]? {
        let batches = mailbox.takeAll()
        return batches.isEmpty && mailbox.isClosed ? nil : batches
    }

    /// Reports what was done since the last report; `started` requests no longer wait.
    func update(started: Int, _ change: (inout HTTPClientStatistics) -> Void) {
        counts.withLock { counts in
            counts.waiting -= started
            change(&counts)
        }
    }
}
