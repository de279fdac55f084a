import AccountsModel
import AudienceModel
import Essentials

/// An event for the ``Applier``.
enum ApplyEvent: Sendable {
    /// This process applies the logs of these projects from now on.
    case acquired(ProjectSet)
    /// Another process applies the logs of these projects from now on.
    case lost(ProjectSet)
    /// A call of this process became durable in the log; the waiter is answered once it is applied.
    case accepted(LogEntry, Waiter?)
    /// Rows were read from the log in order: from an earlier process, or from another one.
    case found([IngestEntry])
    /// A project must be loaded, because someone wants to read it.
    case opened(ProjectID)
    /// A project's memory was loaded, or loading failed.
    case loaded(ProjectID, succeeded: Bool)
    /// The rules changed: the memory must be loaded again.
    case stale(ProjectID)
    /// These stored events must be read before the batch can be planned.
    case needsEvents(ProjectID, [Int64])
    /// Stored events were read; nil if reading failed.
    case eventsRead(ProjectID, [EventRecord]?)
    /// The batch was planned, and memory updated.
    case planned(ProjectID, ChangePlan)
    /// The batch cannot be planned; nothing was changed.
    case unplanned(ProjectID)
    /// The changes were stored, or storing failed.
    case stored(ProjectID, succeeded: Bool)
    /// The time of an ``ApplyAction/wake(at:)`` has come.
    case woken
    /// Apply everything that was accepted, then end.
    case stop
}

/// An action that the ``Applier`` requests.
enum ApplyAction: Sendable {
    /// Load the memory; report ``ApplyEvent/loaded(_:succeeded:)``.
    case load(ProjectID)
    /// Plan the batch and update memory; report ``ApplyEvent/planned(_:_:)``,
    /// ``ApplyEvent/needsEvents(_:_:)`` or ``ApplyEvent/unplanned(_:)``.
    case plan(ProjectID, ApplyBatch)
    /// Read these events; report ``ApplyEvent/eventsRead(_:_:)``.
    case readEvents(ProjectID, [Int64])
    /// Store the changes in one transaction; report ``ApplyEvent/stored(_:succeeded:)``.
    case store(ProjectID, AudienceChanges)
    /// Update the search index with a plan that memory already contains.
    case index(ProjectID, ChangePlan)
    /// Add an entry that was found in the log to the backlog.
    case adopt(LogEntry)
    /// Remove these entries from the backlog.
    case release(ProjectID, [LogEntry])
    /// Answer callers, because their entries are applied.
    case answer([Waiter])
    /// Count the results of a transaction.
    case count(AppliedFigures)
    /// Report a failure.
    case report(String, ServiceError)
    /// Report ``ApplyEvent/woken`` at that time.
    case wake(at: Timestamp)
}

/// A caller that waits until its entry is applied.
struct Waiter: Sendable {
    let answer: @Sendable () -> Void
}
