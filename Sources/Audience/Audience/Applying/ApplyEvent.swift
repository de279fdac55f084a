import AccountsModel
import AudienceModel
import Essentials

/// What the ``Applier`` is told.
enum ApplyEvent: Sendable {
    /// This process applies the logs of these projects from now on.
    case acquired(ProjectSet)
    /// Another process applies the logs of these projects from now on.
    case lost(ProjectSet)
    /// A call of this process became durable in the log; the waiter is answered once it is applied.
    case accepted(LogEntry, Waiter?)
    /// Rows were read from the log, in its order: of an earlier process, or of another one.
    case found([IngestEntry])
    /// A project is to be loaded, as it is to be read.
    case opened(ProjectID)
    /// A project's memory was loaded, or not.
    case loaded(ProjectID, succeeded: Bool)
    /// The rules changed: the memory must be loaded again.
    case stale(ProjectID)
    /// Before the batch can be planned, these stored events must be read.
    case needsEvents(ProjectID, [Int64])
    /// Stored events were read; nil when that failed.
    case eventsRead(ProjectID, [EventRecord]?)
    /// The batch was planned, and memory updated.
    case planned(ProjectID, ChangePlan)
    /// The batch cannot be planned; nothing was changed.
    case unplanned(ProjectID)
    /// The changes were stored, or not.
    case stored(ProjectID, succeeded: Bool)
    /// The time of an ``ApplyAction/wake(at:)`` has come.
    case woken
    /// Apply what is there, then end.
    case stop
}

/// What the ``Applier`` wants done.
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
    /// Bring the search index up to date with a plan that memory holds.
    case index(ProjectID, ChangePlan)
    /// Count an entry that was found in the log among those that wait.
    case adopt(LogEntry)
    /// Do not count these entries any more among those that wait.
    case release(ProjectID, [LogEntry])
    /// Answer callers, as their entries are applied.
    case answer([Waiter])
    /// Count what a transaction applied.
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
