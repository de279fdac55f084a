import Essentials

/// Makes outgoing HTTP calls over keep-alive connections, on a thread of its own.
///
/// The thread owns everything of curl. Callers pass requests in batches and get answers in
/// batches; nothing else crosses threads. It speaks HTTP/1.1, and HTTP/2 over TLS. Redirects are
/// not followed: they would lead to addresses that were never configured.
public final class HTTPClient: WebhookTransport, Sendable {
    private let inbox: Inbox
    private let thread: WorkerThread

    /// Starts the client's thread.
    ///
    /// - Throws: ``HTTPClientError`` if the process has no descriptors or threads left.
    public init(_ configuration: HTTPClientConfiguration = .init()) throws(HTTPClientError) {
        let inbox = try Inbox(capacity: configuration.mostWaiting)
        self.inbox = inbox
        do throws(WorkerThreadError) {
            thread = try WorkerThread("http-client") {
                // Everything curl is created, used and destroyed on this thread.
                guard let loop = ClientLoop(configuration: configuration, inbox: inbox) else {
                    return inbox.stop()
                }
                loop.run()
            }
        } catch {
            throw .system(error.code)
        }
    }

    deinit { inbox.stop() }

    /// Starts the calls; each gets exactly one answer, even if it could not be made.
    public func perform(
        _ requests: [OutgoingRequest],
        answersTo receiver: any AnswerReceiver
    ) {
        inbox.put(requests, receiver)
    }

    /// Makes one call and waits for its answer.
    public func send(_ request: OutgoingRequest) async -> OutgoingAnswer.Result {
        await withCheckedContinuation { continuation in
            perform([request], answersTo: SingleAnswer(continuation))
        }
    }

    /// What the client is doing now, for metrics.
    public var statistics: HTTPClientStatistics { inbox.statistics }

    /// Answers unfinished calls with ``OutgoingFailure/stopped`` and ends the thread.
    public func stop() {
        inbox.stop()
        thread.join()
    }
}

/// What an HTTP client is doing now.
public struct HTTPClientStatistics: Hashable, Sendable {
    /// Calls in flight.
    public var inFlight = 0
    /// Calls that wait for a free slot.
    public var waiting = 0
    /// Connections opened since the start.
    public var connectionsOpened = 0
    /// Calls finished since the start.
    public var finished = 0
}

/// Why a client could not start.
public enum HTTPClientError: Error, Hashable, Sendable {
    /// The system refused a descriptor or a thread; holds the error number.
    case system(Int32)
}

/// Resumes one caller with its answer.
private final class SingleAnswer: AnswerReceiver {
    private let continuation: CheckedContinuation<OutgoingAnswer.Result, Never>

    init(_ continuation: CheckedContinuation<OutgoingAnswer.Result, Never>) {
        self.continuation = continuation
    }

    func take(_ answers: [OutgoingAnswer]) {
        for answer in answers { continuation.resume(returning: answer.result) }
    }
}
