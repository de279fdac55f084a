import AccountsModel
import Essentials
import MessagingModel

/// What the pipeline's thread is told.
enum PipelineEvent: Sendable {
    /// Messages became durable in the outbox.
    case queued([QueuedMessage])
    /// A message was cancelled while it lay in the outbox.
    case cancelled(MessageKey)
    /// The store applied, or did not apply, a batch of changes.
    case applied(AppliedBatch)
    /// A carrier answered submissions.
    case submitted([SubmitResult], CarrierID)
    /// A carrier sent receipts.
    case receipts([CarrierReceipt], CarrierID, acknowledge: @Sendable () -> Void)
    /// A carrier sent messages from handsets.
    case inbound([InboundMessage], CarrierID, acknowledge: @Sendable () -> Void)
    /// A carrier became able or unable to take messages.
    case carrier(CarrierID, CarrierState)
    /// The outbox of a project was read from the store; nil when that failed.
    case loaded(ProjectID, [QueuedMessage]?, limit: Int)
    /// Projects whose outbox must be read, as at start.
    case backlog([ProjectID])
    /// Housekeeping found changes that are due.
    case housekeeping([PipelineChange])
    /// The operator changed routes or carriers.
    case routing(StoredRoutes, [CarrierSettings])
    /// A carrier is there from now on, in place of one of the same name.
    case attached(any Carrier)
    /// A carrier gets nothing any more.
    case detached(CarrierID)
    /// A carrier is gone, and all that it was given is answered.
    case forgotten(CarrierID)
    /// Nothing more shall be handed over; raised once all that was is with its carrier.
    case rest(OneTimeSignal)
    /// The thread shall end once everything is stored.
    case stop
}

/// A batch of changes together with what the store said, and what the batch came from.
struct AppliedBatch: Sendable {
    /// Why the batch was written, hence what follows.
    enum Cause: Sendable {
        /// Hand-offs: the carriers get the messages now.
        case handOff
        /// Answers of carriers and housekeeping.
        case progress
        /// Receipts and inbound: the carrier is told that we have them.
        case taken(acknowledge: @Sendable () -> Void)
    }

    let cause: Cause
    let changes: [PipelineChange]
    let result: Result<[ChangeEffect], ServiceError>
}
