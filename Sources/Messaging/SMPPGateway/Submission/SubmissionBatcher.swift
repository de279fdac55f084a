import Accounts
import Essentials
import EventLoop
import Messaging
import MessagingModel
import SMPPCodec
import SMPPSession
import SMPPTransport
import Telemetry

/// Collects the submissions of one turn of a loop, over all sessions of a client, into one batch.
///
/// While two batches of a client are being stored, its further requests wait, so that batches grow
/// with the load; composing is the only work that is done for each message.
///
/// Created on any thread, then used on its loop's thread only.
final class SubmissionBatcher: @unchecked Sendable {
    // Safe to share: the constants never change; `queues` and `isAwaitingEnd` are used on the
    // loop's thread only.

    /// A client's requests that wait on this loop.
    private struct ClientQueue {
        let client: Client
        var submissions: [Submission] = []
        var batchesUnderWay = 0
    }

    private static let mostUnderWay = 2
    private static let largestBatch = 1000

    private let loop: EventLoop
    private let messages: MessageService
    private let clock: any Clock
    private let metrics: GatewayMetrics
    private let logger: Logger
    private var queues: [ObjectID: ClientQueue] = [:]
    private var ready: Set<ObjectID> = []
    private var isAwaitingEnd = false

    init(
        _ loop: EventLoop,
        _ messages: MessageService,
        clock: any Clock,
        metrics: GatewayMetrics,
        logger: Logger
    ) {
        self.loop = loop
        self.messages = messages
        self.clock = clock
        self.metrics = metrics
        self.logger = logger
    }

    /// Adds requests that were admitted; they are answered once they are stored.
    func add(_ submissions: [Submission], of client: Client) {
        queues[client.token, default: ClientQueue(client: client)].submissions += submissions
        ready.insert(client.token)
        awaitEndOfTurn()
    }

    private func awaitEndOfTurn() {
        guard !isAwaitingEnd else { return }
        isAwaitingEnd = true
        loop.atEndOfTurn(self)
    }

    private func begin(_ token: ObjectID) {
        guard var queue = queues[token] else { return }
        while queue.batchesUnderWay < Self.mostUnderWay, !queue.submissions.isEmpty {
            let submissions: [Submission]
            if queue.submissions.count <= Self.largestBatch {
                submissions = queue.submissions
                queue.submissions = []
            } else {
                submissions = Array(queue.submissions.prefix(Self.largestBatch))
                queue.submissions.removeFirst(Self.largestBatch)
            }
            queue.batchesUnderWay += 1
            start(SubmissionBatch(submissions, of: queue.client, at: clock.now))
        }
        let isIdle = queue.batchesUnderWay == 0 && queue.submissions.isEmpty
        queues[token] = isIdle ? nil : queue
    }

    private func start(_ batch: SubmissionBatch) {
        metrics.batchSize.observe(Double(batch.submissions.count))
        metrics.queued.add(Double(batch.messagesCount))
        let (messages, metrics, logger) = (messages, metrics, logger)
        Task {
            let answers = await batch.run(messages, metrics, logger)
            self.loop.run { self.finish(batch, answers) }
        }
    }

    private func finish(_ batch: SubmissionBatch, _ answers: [LinkAnswers]) {
        for answer in answers { answer.link.answer(answer.answers) }
        batch.client.settled(batch.messagesCount)
        metrics.queued.add(-Double(batch.messagesCount))
        metrics.seconds.observe(clock.now - batch.at)
        queues[batch.client.token]?.batchesUnderWay -= 1
        ready.insert(batch.client.token)
        awaitEndOfTurn()
    }
}

extension SubmissionBatcher: EndOfTurn {
    /// Starts batches with all requests of the turn.
    func turnEnds() {
        isAwaitingEnd = false
        for token in ready { begin(token) }
        ready.removeAll(keepingCapacity: true)
    }
}
