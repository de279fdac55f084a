public import AccountsModel
public import Essentials
public import MessagingModel

/// What the pipeline asks its owner to do.
public enum PipelineAction: Equatable, Sendable {
    /// Store the batch, and answer with ``PipelineEvent/applied(_:_:)``.
    case apply(PipelineBatch)
    /// Submit the messages, whose hand-off is stored, to the carrier.
    case submit([Submission], CarrierID)
    /// Acknowledge a batch of receipts or inbound messages, which is stored.
    case acknowledge(ReceptionTicket)
    /// Deliver the notifications, which are stored.
    case notify([Notification])
    /// Read a project's outbox, and answer with ``PipelineEvent/outbox(_:_:limit:)``.
    case readOutbox(ProjectID, limit: Int)
    /// Find messages that are due, and answer with ``PipelineEvent/found(_:)``.
    case findDue(at: Timestamp, inDoubtSince: Timestamp, limit: Int)
    /// Remove from the store what is no longer needed.
    case tidy(at: Timestamp)
    /// Report to the observer.
    case report(PipelineReport)
    /// All submissions are with their carriers, and there will be no more.
    case rested
    /// Everything is stored.
    case stopped
}

/// What an observer of the pipeline can count or log.
public enum PipelineReport: Equatable, Sendable {
    /// Messages reached a status.
    case reached(MessageStatus, count: Int)
    /// An earlier process left hand-offs without an answer.
    case foundInDoubt(Int)
    /// A hand-off is in doubt: the carrier may or may not have the message.
    case inDoubt(MessageKey, CarrierID)
    /// A carrier's receipt found no message; it is stored for the operator.
    case unmatched(CarrierReceipt, CarrierReceipt.Fault, CarrierID)
    /// The store failed; what it refused is written again.
    case storeFailed(ServiceError)
    /// A change cannot be stored and is dropped: a bug.
    case dropped(PipelineChange)
    /// A carrier became able or unable to accept messages.
    case carrierChanged(CarrierID, CarrierState)
    /// The carrier is one more than ``CarrierSettings/mostCarriers`` and gets nothing.
    case carrierRefused(CarrierID)
    /// This many routes are in force.
    case routesInForce(Int)
    /// These routes cannot be used and are left out.
    case routesSkipped([InvalidRoute])
    /// Statistics of all carriers, about once a second while messages move.
    case carriers([CarrierStatistics])
}

/// What to do now, and when to call again.
public struct PipelineTurn: Equatable, Sendable {
    /// What to do, in order.
    public internal(set) var actions: [PipelineAction] = []
    /// When to take the next turn if nothing happens before; nil for never.
    public internal(set) var wakeAt: Timestamp?
}
