import Essentials
import MessageDispatch
import MessagingModel

/// A carrier with a memory of its own: what it took, and the receipts that it has yet to deliver.
final class SimulatedCarrier {
    let id: CarrierID
    /// Whether its receipts name our messages; else they have a reference and a hint.
    private let namesMessages: Bool
    private var referencesCount = 0
    private var isUp = true
    /// Submissions that the node waits for an answer to.
    private var unanswered: [MessageKey: Submission] = [:]
    /// Receipts that were not acknowledged, by a number of their own.
    private var receipts: [Int: CarrierReceipt] = [:]
    private var receiptsCount = 0
    private var plannedCount = 0

    init(_ id: CarrierID, namesMessages: Bool) {
        self.id = id
        self.namesMessages = namesMessages
    }

    /// Whether every answer and receipt has reached the node.
    var isQuiet: Bool { unanswered.isEmpty && receipts.isEmpty && plannedCount == 0 }

    var settings: CarrierSettings { CarrierSettings(id: id, windowSize: 12) }

    // MARK: The link

    func connect(to node: SimulatedNode, in world: SimulatedWorld) {
        node.send(.attached(id))
        node.after(world.delay(1_000...50_000)) { self.linkUp(node, world) }
    }

    private func linkUp(_ node: SimulatedNode, _ world: SimulatedWorld) {
        isUp = true
        node.send(.carrier(id, .up))
        for number in receipts.keys.sorted() { deliver(number, in: world) }
    }

    func nodeDied() { unanswered = [:] }

    /// The link breaks: what is not answered is in doubt.
    private func breakLink(_ node: SimulatedNode, _ world: SimulatedWorld) {
        isUp = false
        node.send(.carrier(id, .down))
        let lost = unanswered.sorted { $0.key < $1.key }
        unanswered = [:]
        let results = lost.map { SubmitResult(to: $0.value, .inDoubt, at: world.time) }
        if !results.isEmpty { node.send(.submitted(results, id)) }
        let outage = world.delay(500_000...20_000_000)
        world.begin(.carrierDown, lasting: outage)
        node.after(outage) { self.linkUp(node, world) }
    }

    // MARK: Submissions

    func submit(_ submission: Submission, from node: SimulatedNode) {
        let world = node.world
        world.checks.submitted(submission, in: world)
        guard isUp else { return answer(submission, .notSubmitted, to: node) }
        unanswered[submission.key] = submission
        if world.strikes(.lostSubmission, lasting: Self.patience) {
            return timeOut(submission, node)
        }
        world.after(world.delay(500...50_000)) { self.take(submission, from: node) }
        if world.plan.strikes(.carrierDown, using: &world.random),
            Int.random(in: 0..<20, using: &world.random) == 0
        {
            node.after(world.delay(0...100_000)) {
                if self.isUp { self.breakLink(node, world) }
            }
        }
    }

    /// How long the node's side waits for an answer.
    private static let patience = Duration.seconds(10)

    private func timeOut(_ submission: Submission, _ node: SimulatedNode) {
        node.after(Self.patience) {
            guard self.unanswered[submission.key] == submission else { return }
            self.answer(submission, .inDoubt, to: node)
        }
    }

    /// The submission reaches the carrier.
    private func take(_ submission: Submission, from node: SimulatedNode) {
        let world = node.world
        let outcome = outcome(of: submission, in: world)
        guard case .accepted(let references) = outcome else {
            return reply(submission, outcome, to: node)
        }
        world.checks.taken(submission, in: world)
        if world.strikes(.earlyReceipt, lasting: .seconds(5)) {
            planReceipts(for: submission, references, after: .microseconds(100), in: world)
            return node.after(world.delay(1_000...500_000)) {
                self.reply(submission, outcome, to: node)
            }
        }
        planReceipts(for: submission, references, after: world.delay(50_000...8_000_000), in: world)
        if world.strikes(.lostAnswer, lasting: Self.patience) { return timeOut(submission, node) }
        reply(submission, outcome, to: node)
    }

    private func outcome(
        of submission: Submission,
        in world: SimulatedWorld
    ) -> SubmitResult.Outcome {
        if world.strikes(.throttledSubmission, lasting: .seconds(2)) { return .throttled }
        if world.strikes(.temporaryFailure, lasting: .seconds(2)) {
            return .temporaryFailure(carrierCode: "busy")
        }
        if Int.random(in: 0..<40, using: &world.random) == 0 {
            return .rejected(code: .contentRefused, carrierCode: "refused")
        }
        let count = namesMessages ? 1 : submission.partsCount
        return .accepted(
            references: (0..<count).map { _ in
                referencesCount += 1
                return "\(id)-\(referencesCount)"
            }
        )
    }

    /// Sends an answer over the network.
    private func reply(
        _ submission: Submission,
        _ outcome: SubmitResult.Outcome,
        to node: SimulatedNode
    ) {
        let world = node.world
        var delay = world.delay(500...30_000)
        if world.strikes(.lateAnswer, lasting: .seconds(8)) { delay = .seconds(8) }
        let doubles = world.strikes(.doubledAnswer, lasting: .seconds(5))
        node.after(delay) {
            guard self.unanswered[submission.key] == submission else { return }
            self.answer(submission, outcome, to: node)
            guard doubles else { return }
            node.after(world.delay(0...2_000_000)) {
                self.answer(submission, outcome, to: node)
            }
        }
    }

    private func answer(
        _ submission: Submission,
        _ outcome: SubmitResult.Outcome,
        to node: SimulatedNode
    ) {
        if unanswered[submission.key] == submission { unanswered[submission.key] = nil }
        let result = SubmitResult(to: submission, outcome, at: node.world.time)
        node.send(.submitted([result], id))
    }

    // MARK: Receipts

    private func planReceipts(
        for submission: Submission,
        _ references: [String],
        after delay: Duration,
        in world: SimulatedWorld
    ) {
        for reference in references {
            var statuses: [MessageStatus] =
                Int.random(in: 0..<4, using: &world.random) == 0 ? [.buffered] : []
            statuses.append(
                [.delivered, .delivered, .delivered, .failed, .expired].randomElement(
                    using: &world.random
                )
                    ?? .delivered
            )
            if statuses.count > 1, world.strikes(.reorderedReceipts, lasting: .seconds(10)) {
                statuses.reverse()
            }
            var moment = world.now + delay
            for status in statuses {
                if world.strikes(.lostReceipt, lasting: .seconds(60)) { continue }
                if world.strikes(.lateReceipt, lasting: .seconds(120)) {
                    moment = moment + .seconds(120)
                }
                plan(status, of: submission, reference, at: moment, in: world)
                if world.strikes(.doubledReceipt, lasting: .seconds(10)) {
                    plan(status, of: submission, reference, at: moment + .seconds(2), in: world)
                }
                moment = moment + world.delay(1_000...2_000_000)
            }
        }
    }

    private func plan(
        _ status: MessageStatus,
        of submission: Submission,
        _ reference: String,
        at moment: Timestamp,
        in world: SimulatedWorld
    ) {
        let receipt = CarrierReceipt(
            reference: reference,
            key: namesMessages ? submission.key : nil,
            hint: namesMessages
                ? nil
                : ReceiptHint(
                    shortReference: submission.key.shortReference,
                    destination: submission.destination,
                    isForWholeMessage: submission.partsCount == 1
                ),
            status: status,
            code: status == .delivered || status == .buffered ? .none : .networkError,
            carrierCode: nil,
            at: moment
        )
        plannedCount += 1
        world.at(moment) {
            self.plannedCount -= 1
            self.receiptsCount += 1
            self.receipts[self.receiptsCount] = receipt
            self.deliver(self.receiptsCount, in: world)
        }
    }

    /// Sends a receipt, again and again until it is acknowledged.
    private func deliver(_ number: Int, in world: SimulatedWorld) {
        guard let receipt = receipts[number], isUp, let node = world.node else { return }
        node.receive([receipt], from: id) { [self] in receipts[number] = nil }
        node.after(.seconds(15)) { self.deliver(number, in: world) }
    }
}
