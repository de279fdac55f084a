import AccountsModel
import Database
import Essentials
import MessagingModel

/// The transaction that applies a batch of pipeline changes.
///
/// Changes of one kind are applied together, in the order of a message's life, so that a receipt in
/// the same batch as the carrier's answer finds its message sent.
struct PipelineTransaction {
    let tx: any SQLTransaction
    let ids: IDSource
    let now: Timestamp
    let callbacks: CallbackDirectory
    var effects: [ChangeEffect]
    var notifications: [Notification] = []
    var refunds: [OrganizationID: (amount: Money, count: Int)] = [:]
    /// The change that carries the last notification of a message; nil where order does not
    /// matter.
    private var reportedWith: [MessageKey: Int]?

    init(tx: any SQLTransaction, ids: IDSource, now: Timestamp, callbacks: CallbackDirectory) {
        self.tx = tx
        self.ids = ids
        self.now = now
        self.callbacks = callbacks
        effects = []
    }

    /// Applies the changes and returns what each of them did.
    mutating func apply(_ changes: [PipelineChange]) throws -> [ChangeEffect] {
        effects = Array(repeating: ChangeEffect(), count: changes.count)
        var start = changes.startIndex
        for end in PipelineTransaction.passes(of: changes) {
            try apply(ChangesByKind(changes[start..<end]))
            start = end
        }
        try tx.insert(notifications)
        for (organization, refund) in refunds.sorted(by: { $0.key < $1.key }) {
            _ = try tx.post(
                LedgerPosting(
                    id: ids.next(),
                    organization: organization,
                    kind: .refund,
                    amount: refund.amount,
                    itemsCount: refund.count,
                    note: "not sent",
                    at: now
                )
            )
        }
        return effects
    }

    /// Splits the batch before each hand-off of a message that an earlier change moves: it returns
    /// to the outbox first, or is not handed off as it was sent or ended.
    private static func passes(of changes: [PipelineChange]) -> [Int] {
        var ends: [Int] = []
        var moved: Set<MessageKey> = []
        for (index, change) in changes.enumerated() {
            switch change {
            case .retry(let retry): moved.insert(retry.key)
            case .release(let release): moved.insert(release.key)
            case .sent(let sent): moved.insert(sent.key)
            case .finish(let finish): moved.insert(finish.key)
            case .handOff(let handOff) where !moved.isEmpty && moved.contains(handOff.key):
                ends.append(index)
                moved = []
            default: break
            }
        }
        return ends + [changes.endIndex]
    }

    private mutating func apply(_ sorted: ChangesByKind) throws {
        reportedWith = sorted.hasReceiptBeforeItsCause ? [:] : nil
        try release(sorted.releases)
        try handOff(sorted.handOffs)
        try send(sorted.sent)
        try retry(sorted.retries)
        try doubt(sorted.doubts)
        try finish(sorted.finishes)
        try receive(sorted.receipts)
        try receive(sorted.inbound)
    }

    /// Records the new status of a message, and queues the notification of its sender.
    ///
    /// Messages that came over SMPP are reported over SMPP, if they asked for a receipt; others are
    /// reported to the webhook.
    ///
    /// Callers get the effects in the order of their changes. So that the notifications of a
    /// message stay in order, one is never attached to an earlier change than the one before it.
    mutating func note(
        _ status: MessageStatus,
        code: Int,
        of key: MessageKey,
        token: ObjectID,
        clientID: String?,
        submitted: SubmittedMessage?,
        at moment: Timestamp,
        change index: Int
    ) throws {
        effects[index].status = status
        if let submitted {
            guard submitted.origin.reports.wants(status) else { return }
        } else {
            guard status.isReported, try callbacks.channels(of: token, in: tx).callback != nil
            else { return }
        }
        let notification = Notification(
            id: ids.next(),
            endpoint: NotificationEndpoint(
                project: key.project,
                token: token,
                channel: submitted == nil ? .webhook : .smpp
            ),
            subject: key.id,
            payload: .messageStatus(
                MessageStatusPayload(
                    status: status.name,
                    code: code,
                    clientID: clientID,
                    submitted: submitted
                )
            ),
            eventAt: moment,
            dueAt: now
        )
        notifications.append(notification)
        var place = index
        if reportedWith != nil {
            place = max(index, reportedWith?[key] ?? index)
            reportedWith?[key] = place
        }
        effects[place].notifications.append(notification)
    }
}
