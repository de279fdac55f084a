public import AccountsModel
public import Essentials

/// Stores the changes of the pipeline; every change is durable before its completion runs.
///
/// A message that is not final is in exactly one place: scheduled, outbox (waits for a carrier),
/// hand-off (a carrier has it and has not answered yet) or awaiting its receipt.
public protocol PipelineStore: Sendable {
    /// Applies all changes in one transaction, in order, or none of them.
    ///
    /// The completion runs on a thread of the store and must only pass the result on.
    func apply(
        _ changes: [PipelineChange],
        completion: @escaping @Sendable (Result<[ChangeEffect], ServiceError>) -> Void
    )
    /// Marks the unanswered hand-offs of the projects, left by an earlier owner, as in doubt.
    ///
    /// Called before any of their messages is handed off; returns how many there are.
    func markHandOffsInDoubt(
        of projects: ProjectSet,
        at moment: Timestamp
    ) async throws(ServiceError) -> Int
    /// The projects that have messages in the outbox.
    func projectsWithOutbox() async throws(ServiceError) -> [ProjectID]
    /// The oldest messages in the outbox of a project.
    func outbox(of project: ProjectID, limit: Int) async throws(ServiceError) -> [QueuedMessage]
    /// Scheduled messages whose time has come, oldest first.
    func due(at moment: Timestamp, limit: Int) async throws(ServiceError) -> [MessageKey]
    /// Messages whose receipt did not come within their validity.
    func overdue(at moment: Timestamp, limit: Int) async throws(ServiceError) -> [MessageKey]
    /// Hand-offs that have been in doubt since before the given time.
    func inDoubt(since moment: Timestamp, limit: Int) async throws(ServiceError) -> [InDoubtHandOff]
    /// Receipts that found no message, newest first.
    func unmatchedReceipts(limit: Int) async throws(ServiceError) -> [UnmatchedReceipt]
    /// Removes what is no longer needed: old idempotent answers, receipts without a message.
    ///
    /// What has arrived of inbound texts that stay incomplete becomes messages; returns their
    /// notifications, which are stored.
    func tidy(at moment: Timestamp) async throws(ServiceError) -> [Notification]
    /// How many messages are in each place.
    func depths() async throws(ServiceError) -> PipelineDepths
}

/// A message that waits for a carrier.
public struct QueuedMessage: Hashable, Sendable {
    /// The submission; its attempt is the next one.
    public private(set) var submission: Submission
    /// ISO country code of the destination.
    public let country: String
    /// Whether it may only go to the simulator.
    public let isTest: Bool
    /// When it may be handed off.
    public private(set) var dueAt: Timestamp

    /// Moves its deadlines.
    public mutating func move(by step: Duration) {
        dueAt = dueAt + step
        submission.expiresAt = submission.expiresAt + step
    }

    /// Creates the value.
    public init(submission: Submission, country: String, isTest: Bool, dueAt: Timestamp) {
        self.submission = submission
        self.country = country
        self.isTest = isTest
        self.dueAt = dueAt
    }
}

extension QueuedMessage {
    /// The message in the outbox, after this many attempts.
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
                userDataHeader: message.smpp?.part?.header ?? [],
                userDataPayload: message.smpp?.part?.payload
            ),
            country: message.country,
            isTest: message.isTest,
            dueAt: dueAt
        )
    }
}

/// The effect of a change.
public struct ChangeEffect: Sendable, Hashable {
    /// The message's new status; nil if the change no longer applied.
    public var status: MessageStatus?
    /// The notifications that were queued with the change.
    public var notifications: [Notification]
    /// The message in the outbox, if the change put it there.
    public var queued: QueuedMessage?
    /// Why a receipt found no message; nil if it found one, or may still find one.
    public var fault: CarrierReceipt.Fault?

    /// Creates an effect.
    public init(
        status: MessageStatus? = nil,
        notifications: [Notification] = [],
        queued: QueuedMessage? = nil,
        fault: CarrierReceipt.Fault? = nil
    ) {
        self.status = status
        self.notifications = notifications
        self.queued = queued
        self.fault = fault
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
    /// When the doubt began.
    public let since: Timestamp

    /// Creates the value.
    public init(key: MessageKey, carrier: CarrierID, attempt: Int, since: Timestamp) {
        self.key = key
        self.carrier = carrier
        self.attempt = attempt
        self.since = since
    }
}

/// How many messages are in each place.
public struct PipelineDepths: Sendable, Hashable {
    /// Waiting for their time.
    public var scheduled: Int
    /// Waiting for a carrier.
    public var outbox: Int
    /// With a carrier that has not answered yet.
    public var handOffs: Int
    /// Hand-offs in doubt.
    public var inDoubt: Int
    /// Waiting for their delivery receipt.
    public var awaitingReceipt: Int
    /// Notifications that are not delivered yet.
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
