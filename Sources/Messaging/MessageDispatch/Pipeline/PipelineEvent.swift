public import AccountsModel
public import Essentials
public import MessagingModel

/// The events that the pipeline handles.
public enum PipelineEvent: Sendable {
    /// This pipeline works for these projects from now on.
    ///
    /// Hand-offs that an earlier owner left without an answer are in doubt by then. The backlog
    /// names the projects that have messages in the outbox.
    case acquired(ProjectSet, backlog: [ProjectID])
    /// This pipeline no longer works for these projects; their open hand-offs are finished.
    case lost(ProjectSet)
    /// Messages are in the outbox.
    case queued([QueuedMessage])
    /// A message was cancelled while it was in the outbox.
    case cancelled(MessageKey)
    /// The store applied a batch, or refused it.
    case applied(PipelineBatch, Result<[ChangeEffect], ServiceError>)
    /// The oldest messages in the outbox of a project were read.
    case outbox(ProjectID, Result<[QueuedMessage], ServiceError>, limit: Int)
    /// The search for messages that are due ended.
    case found(Result<DueMessages, ServiceError>)
    /// A carrier answered submissions.
    case submitted([SubmitResult], CarrierID)
    /// A carrier sent delivery receipts.
    case receipts([CarrierReceipt], CarrierID, ticket: ReceptionTicket)
    /// A carrier sent inbound messages.
    case inbound([InboundMessage], CarrierID, ticket: ReceptionTicket)
    /// A carrier became able or unable to accept messages.
    case carrier(CarrierID, CarrierState)
    /// A carrier is in service.
    case attached(CarrierID)
    /// A carrier is out of service.
    case detached(CarrierID)
    /// A carrier is removed, and all its submissions are answered.
    case forgotten(CarrierID)
    /// The operator changed routes or carriers.
    case routing(StoredRoutes, [CarrierSettings])
    /// Hand off nothing more.
    case rest
    /// End once everything is stored.
    case stop
}

/// Identifies a batch of receipts or inbound messages until it is acknowledged to the carrier.
public struct ReceptionTicket: Hashable, Sendable {
    /// The number.
    public let number: Int
    /// Creates a ticket.
    public init(_ number: Int) { self.number = number }
}

/// Messages in the store that are due.
public struct DueMessages: Hashable, Sendable {
    /// Scheduled messages to release.
    public var scheduled: [MessageKey]
    /// Messages whose receipt did not come within their validity.
    public var overdue: [MessageKey]
    /// Hand-offs in doubt for longer than ``PipelineConfiguration/inDoubtPatience``.
    public var inDoubt: [InDoubtHandOff]

    /// Creates the value.
    public init(
        scheduled: [MessageKey] = [],
        overdue: [MessageKey] = [],
        inDoubt: [InDoubtHandOff] = []
    ) {
        self.scheduled = scheduled
        self.overdue = overdue
        self.inDoubt = inDoubt
    }
}

/// Changes to store in one transaction, and what follows once they are stored.
public struct PipelineBatch: Hashable, Sendable {
    /// Why the batch is written, which decides what follows.
    public enum Cause: Hashable, Sendable {
        /// Hand-offs: the carriers get the messages next.
        case handOff
        /// Carriers' answers, and messages that are due.
        case progress
        /// Receipts or inbound messages: the carrier gets its acknowledgement next.
        case reception(ReceptionTicket)
    }

    /// Why it is written.
    public let cause: Cause
    /// The changes, in order.
    public let changes: [PipelineChange]

    /// Creates the value.
    public init(_ cause: Cause, _ changes: [PipelineChange]) {
        self.cause = cause
        self.changes = changes
    }
}
