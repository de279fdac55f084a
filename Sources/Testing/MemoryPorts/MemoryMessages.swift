package import AccountsModel
package import Essentials
import MessagingModel

/// Messages, money and receipts: the state of a ``MemoryMessageStore``.
///
/// A message that is not final is in exactly one place, as the type of ``places`` ensures.
package struct MemoryMessages: Sendable {
    /// The place of a message that is not final.
    enum Place: Sendable {
        case scheduled(dueAt: Timestamp)
        case outbox(attempts: Int, dueAt: Timestamp)
        case handOff(HandOff)
        case awaitingReceipt(references: Set<Reference>, partsCount: Int)
    }

    /// A message that a carrier may have.
    struct HandOff: Sendable {
        let carrier: CarrierID
        let attempt: Int
        var inDoubtSince: Timestamp?
    }

    /// A carrier's reference for a message or one of its parts.
    struct Reference: Hashable, Sendable {
        let carrier: CarrierID
        let name: String
    }

    let ids: IDSource
    var messages: [MessageKey: Message] = [:]
    var places: [MessageKey: Place] = [:]
    var awaited: [Reference: MessageKey] = [:]
    var earlyReceipts: [PipelineChange.Receipt] = []
    var unmatchedReceipts: [UnmatchedReceipt] = []
    var inbound: [Reference: PipelineChange.Inbound] = [:]
    var answers: [AnswerKey: IdempotentAnswer] = [:]
    package internal(set) var balances: [OrganizationID: Money] = [:]
    package internal(set) var ledger: [LedgerEntry] = []
    /// Tokens with a callback URL.
    var callbacks: Set<ObjectID> = []
    /// The notifications, in order.
    var notifications: [Notification] = []
    /// The effects of the batch's changes so far.
    var effects: [ChangeEffect] = []

    /// Identifies the answer to a call.
    struct AnswerKey: Hashable, Sendable {
        let token: ObjectID
        let key: String
    }

    /// Dates notifications when they are stored; nil for the time of their event.
    package var clock: (any Clock)?
    /// How many notifications were taken.
    var takenNotifications = 0
    /// Messages that have changed since somebody asked.
    var touched: Set<MessageKey> = []

    /// Nothing is stored, and nobody has money.
    package init(ids: IDSource) { self.ids = ids }

    // MARK: Places

    /// The keys of messages in places that match, in order.
    func keys(where fits: (Place) -> Bool) -> [MessageKey] {
        places.filter { fits($0.value) }.keys.sorted()
    }

    mutating func leave(_ key: MessageKey) {
        if case .awaitingReceipt(let references, _) = places[key] {
            for reference in references { awaited[reference] = nil }
        }
        places[key] = nil
        touched.insert(key)
    }

    func handOff(of key: MessageKey) -> HandOff? {
        guard case .handOff(let handOff) = places[key] else { return nil }
        return handOff
    }

    func isInOutbox(_ key: MessageKey) -> Bool {
        if case .outbox = places[key] { true } else { false }
    }

    func queued(_ key: MessageKey) -> QueuedMessage? {
        guard case .outbox(let attempts, let dueAt) = places[key], let message = messages[key]
        else { return nil }
        return QueuedMessage(message, attempts: attempts, dueAt: dueAt)
    }

    // MARK: Money

    /// Adds an entry to the ledger, and changes the balance.
    @discardableResult
    mutating func post(
        _ kind: LedgerEntry.Kind,
        _ amount: Money,
        of organization: OrganizationID,
        itemsCount: Int = 0,
        id: ObjectID? = nil,
        at now: Timestamp
    ) -> LedgerEntry {
        let balance = balances[organization, default: .zero] + amount
        balances[organization] = balance
        let entry = LedgerEntry(
            id: id ?? ids.next(),
            organization: organization,
            kind: kind,
            amount: amount,
            balanceAfter: balance,
            itemsCount: itemsCount,
            note: "",
            at: now
        )
        ledger.append(entry)
        return entry
    }

    mutating func refund(_ message: Message, at now: Timestamp) {
        guard message.chargeEntry != nil else { return }
        post(.refund, message.price, of: message.organization, itemsCount: 1, at: now)
        messages[message.key]?.isCharged = false
        touched.insert(message.key)
    }

    // MARK: Statuses

    /// Sets a message's status, and queues the notification that its sender asked for.
    mutating func reach(
        _ status: MessageStatus,
        code: StatusCode = .none,
        carrierCode: String? = nil,
        of key: MessageKey,
        change index: Int?,
        at moment: Timestamp
    ) {
        guard var message = messages[key] else { return }
        message.status = status
        if status.rank > MessageStatus.sent.rank { message.statusCode = code.rawValue }
        messages[key] = message
        touched.insert(key)
        if let index { effects[index].status = status }
        let submitted = SubmittedMessage(message)
        if let submitted {
            guard submitted.origin.reports.wants(status) else { return }
        } else {
            guard status.isReported, callbacks.contains(message.token) else { return }
        }
        let notification = Notification(
            id: ids.next(),
            endpoint: NotificationEndpoint(
                project: key.project,
                token: message.token,
                channel: submitted == nil ? .webhook : .smpp
            ),
            subject: key.id,
            payload: .messageStatus(
                MessageStatusPayload(
                    status: status.name,
                    code: code.rawValue,
                    clientID: message.clientID,
                    submitted: submitted
                )
            ),
            eventAt: moment,
            dueAt: clock?.now ?? moment
        )
        notifications.append(notification)
        if let index { effects[index].notifications.append(notification) }
    }
}
