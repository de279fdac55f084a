import Accounts
import Essentials
import EventLoop
import Messaging
import MessagingModel
import SMPPCodec
import SMPPSession
import SMPPTransport
import Telemetry

/// Gathers what one turn of a loop brought, over all sessions of a client, into one intake.
///
/// While two intakes of a client are under way its further requests gather, so that intakes grow
/// with the load; nothing is done a message but composing it.
///
/// Made on any thread, then used on its loop's thread only.
final class SubmissionDesk: @unchecked Sendable {
    // Safe to share: the constants never change; `piles` and `isAwaitingEnd` are used on the
    // loop's thread only.

    /// What a client has waiting on this loop.
    private struct Pile {
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
    private var piles: [ObjectID: Pile] = [:]
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

    /// Takes requests that were admitted; they are answered once they are durable.
    func add(_ submissions: [Submission], of client: Client) {
        piles[client.token, default: Pile(client: client)].submissions += submissions
        ready.insert(client.token)
        awaitEndOfTurn()
    }

    private func awaitEndOfTurn() {
        guard !isAwaitingEnd else { return }
        isAwaitingEnd = true
        loop.atEndOfTurn(self)
    }

    private func begin(_ token: ObjectID) {
        guard var pile = piles[token] else { return }
        while pile.batchesUnderWay < Self.mostUnderWay, !pile.submissions.isEmpty {
            let submissions: [Submission]
            if pile.submissions.count <= Self.largestBatch {
                submissions = pile.submissions
                pile.submissions = []
            } else {
                submissions = Array(pile.submissions.prefix(Self.largestBatch))
                pile.submissions.removeFirst(Self.largestBatch)
            }
            pile.batchesUnderWay += 1
            start(SubmissionBatch(submissions, of: pile.client, at: clock.now))
        }
        let isIdle = pile.batchesUnderWay == 0 && pile.submissions.isEmpty
        piles[token] = isIdle ? nil : pile
    }

    private func start(_ batch: SubmissionBatch) {
        metrics.batchSize.observe(Double(batch.submissions.count))
        metrics.queued.add(Double(batch.messagesCount))
        let (messages, logger) = (messages, logger)
        Task {
            let answers = await batch.run(messages, logger)
            self.loop.run { self.finish(batch, answers) }
        }
    }

    private func finish(_ batch: SubmissionBatch, _ answers: [LinkAnswers]) {
        for answer in answers { answer.link.answer(answer.answers) }
        batch.client.settled(batch.messagesCount)
        metrics.queued.add(-Double(batch.messagesCount))
        metrics.seconds.observe(clock.now - batch.at)
        piles[batch.client.token]?.batchesUnderWay -= 1
        ready.insert(batch.client.token)
        awaitEndOfTurn()
    }
}

extension SubmissionDesk: EndOfTurn {
    /// Begins intakes with all that the turn brought.
    func turnEnds() {
        isAwaitingEnd = false
        for token in ready { begin(token) }
        ready.removeAll(keepingCapacity: true)
    }
}
