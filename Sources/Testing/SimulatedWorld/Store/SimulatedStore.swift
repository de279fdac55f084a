import Essentials
import MemoryPorts
import MessagingModel

/// What is durable, and the transactions that wait to become so.
///
/// Transactions are committed in the order in which they came, all that wait at once. The process
/// may die between any two of them.
final class SimulatedStore {
    /// A transaction that waits for its commit.
    struct Transaction {
        let steps: Set<DurableStep>
        /// Makes it durable.
        let commit: () -> Void
        /// Tells the process; with an error nothing was done.
        let answer: (ServiceError?) -> Void
    }

    var messages: MemoryMessages
    let audience = MemoryAudienceStore()
    var notifications = StoredNotifications()
    /// Commits so far, by step.
    private(set) var commitsCount: [DurableStep: Int] = [:]
    private var waiting: [Transaction] = []
    private var isCommitting = false
    /// Until when answers are on their way.
    private var answeredUntil = Timestamp(seconds: 0)

    init(ids: IDSource) { messages = MemoryMessages(ids: ids) }

    /// Queues a transaction.
    func write(
        _ steps: Set<DurableStep>,
        in world: SimulatedWorld,
        commit: @escaping () -> Void,
        answer: @escaping (ServiceError?) -> Void
    ) {
        waiting.append(Transaction(steps: steps, commit: commit, answer: answer))
        guard !isCommitting else { return }
        isCommitting = true
        world.fillDisk()
        world.after(world.delay(200...4_000)) { self.commitAll(in: world) }
    }

    private func commitAll(in world: SimulatedWorld) {
        isCommitting = false
        let transactions = waiting
        waiting = []
        var answered: [Transaction] = []
        for (index, transaction) in transactions.enumerated() {
            if world.isInEffect(.fullDisk) {
                refuse(transaction, in: world)
                continue
            }
            let crash = world.crash(at: transaction.steps)
            if let crash, !crash.isAfterCommit {
                let lost = transactions[index...].map(\.steps)
                return world.crash(losing: Array(lost), leaving: answered.map(\.steps))
            }
            commit(transaction, in: world)
            answered.append(transaction)
            if crash != nil {
                let lost = transactions[(index + 1)...].map(\.steps)
                return world.crash(losing: Array(lost), leaving: answered.map(\.steps))
            }
        }
        guard !answered.isEmpty else { return }
        tell(in: world) { for transaction in answered { transaction.answer(nil) } }
    }

    /// Answers the process in the order of commits.
    private func tell(in world: SimulatedWorld, _ answer: @escaping () -> Void) {
        guard let node = world.node?.number else { return }
        answeredUntil = max(answeredUntil, world.now + world.delay(20...500))
        world.at(answeredUntil) {
            guard world.node?.number == node else { return }
            answer()
        }
    }

    private func commit(_ transaction: Transaction, in world: SimulatedWorld) {
        for step in transaction.steps { commitsCount[step, default: 0] += 1 }
        world.committed(transaction.steps)
        transaction.commit()
        followMessages(in: world)
    }

    /// Queues the notifications of a transaction, and checks what it changed.
    func followMessages(in world: SimulatedWorld) {
        notifications.add(messages.takeNotifications(), at: world.now)
        world.checkTouched()
    }

    private func refuse(_ transaction: Transaction, in world: SimulatedWorld) {
        world.met(.fullDisk, transaction.steps)
        tell(in: world) { transaction.answer(.unavailable("the disk is full")) }
    }

    /// Moves everything that waits for a length of time.
    func moveDeadlines(by step: Duration, to now: Timestamp) {
        messages.moveDeadlines(by: step, to: now)
        notifications.moveDeadlines(by: step)
    }

    /// Whether nothing waits, nor is on its way.
    var isQuiet: Bool {
        waiting.isEmpty && !isCommitting && !messages.isAnyPlaced && audience.log.isEmpty
            && notifications.endpoints.isEmpty
    }

    /// What the transactions that wait would make durable.
    var waitingSteps: [Set<DurableStep>] { waiting.map(\.steps) }

    /// The process died: what waits is lost.
    func nodeDied() {
        waiting = []
        isCommitting = false
    }
}
