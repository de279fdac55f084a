public import AccountsModel
public import Essentials

/// Where the pipeline keeps what it does; every change is durable before its completion runs.
///
/// A message that is not final lies in exactly one place: scheduled, outbox (waits for a carrier),
/// hand-off (a carrier has it and did not answer yet) or awaiting its receipt.
public protocol PipelineStore: Sendable {
    /// Applies changes in one transaction, in order; on failure none of them.
    ///
    /// The completion runs on a thread of the store and must only pass the result on.
    func apply(
        _ changes: [PipelineChange],
        completion: @escaping @Sendable (Result<[ChangeEffect], ServiceError>) -> Void
    )
    /// Turns hand-offs that an earlier process left without an answer into hand-offs in doubt.
    ///
    /// Called once at start, before anything is handed over; returns how many there are.
    func markHandOffsInDoubt(at moment: Timestamp) async throws(ServiceError) -> Int
    /// Projects that have anything in the outbox.
    func projectsWithOutbox() async throws(ServiceError) -> [ProjectID]
    /// The oldest messages in the outbox of a project.
    func outbox(of project: ProjectID, limit: Int) async throws(ServiceError) -> [QueuedMessage]
    /// Scheduled messages whose time has come, oldest first.
    func due(at moment: Timestamp, limit: Int) async throws(ServiceError) -> [MessageKey]
    /// Messages whose receipt did not come within their validity.
    func overdue(at moment: Timestamp, limit: Int) async throws(ServiceError) -> [MessageKey]
    /// Hand-offs that have been in doubt since before the given moment.
    func inDoubt(since moment: Timestamp, limit: Int) async throws(ServiceError) -> [InDoubtHandOff]
    /// Removes what has no use any more: answers to old idempotency keys, receipts of nobody.
    func tidy(at moment: Timestamp) async throws(ServiceError)
    /// How many messages lie in each place.
    func depths() async throws(ServiceError) -> PipelineDepths
}

/// A message that waits for a carrier.
public struct QueuedMessage: Hashable, Sendable {
    /// What is handed over; its attempt is the next one.
    public let submission: Submission
    /// ISO country code of the destination.
    public let country: String
    /// Whether it may only go to the simulator.
    public let isTest: Bool
    /// When it may be handed over.
    public let dueAt: Timestamp

    /// Creates the value.
    public init(submission: Submission, country: String, isTest: Bool, dueAt: Timestamp) {
        self.submission = submission
        self.country = country
        self.isTest = isTest
        self.dueAt = dueAt
    }
}

extension QueuedMessage {
    /// The message as the pipeline takes it, after so many attempts.
    public init(_ message: Message, attempts: Int, dueAt: Timestamp) {
        self.init(
            submission: Submission(
                key: message.key,
                attempt: attempts + 1,
                sender: message.sender,
                destination: message.destination,
                text: message.deliveredText,
                encoding: message.encoding,
                partsCount: message.partsCount,
                expiresAt: message.expiresAt,
                userDataHeader: message.smpp?.segment?.header ?? [],
                userDataPayload: message.smpp?.segment?.payload
            ),
            country: message.country,
            isTest: message.isTest,
            dueAt: dueAt
        )
    }
}

/// What a change did.
public struct ChangeEffect: Sendable, Hashable {
    /// The status the message has now; nil when the change did not apply any more.
    public var status: MessageStatus?
    /// The notifications that were queued with it.
    public var notifications: [Notification]
    /// The message as it lies in the outbox now, when the change put it there.
    public var queued: QueuedMessage?

    /// Creates an effect.
    public init(
        status: MessageStatus? = nil,
        notifications: [Notification] = [],
        queued: QueuedMessage? = nil
    ) {
        self.status = status
        self.notifications = notifications
        self.queued = queued
    }
}

/// A message that a carrier may or may not have.
public struct InDoubtHandOff: Sendable, Hashable {
    /// The message.
    public let key: MessageKey
    /// The carrier that may have it.
    public let carrier: CarrierID
    /// The attempt in doubt.
    public let attempt: Int
    /// Since when.
    public let since: Timestamp

    /// Creates the value.
    public init(key: MessageKey, carrier: CarrierID, attempt: Int, since: Timestamp) {
        self.key = key
        self.carrier = carrier
        self.attempt = attempt
        self.since = since
    }
}

/// How many messages lie where.
public struct PipelineDepths: Sendable, Hashable {
    /// Wait for their time.
    public var scheduled: Int
    /// Wait for a carrier.
    public var outbox: Int
    /// Are with a carrier that did not answer yet.
    public var handOffs: Int
    /// Hand-offs in doubt.
    public var inDoubt: Int
    /// Wait for their receipt.
    public var awaitingReceipt: Int
    /// Calls that callbacks are owed.
    public var notifications: Int

    /// Creates the value.
    public init(
        scheduled: Int,
        outbox: Int,
        handOffs: Int,
        inDoubt: Int,
        awaitingReceipt: Int,
        notifications: Int
    ) {
        self.scheduled = scheduled
        self.outbox = outbox
        self.handOffs = handOffs
        self.inDoubt = inDoubt
        self.awaitingReceipt = awaitingReceipt
        self.notifications = notifications
    }
}
