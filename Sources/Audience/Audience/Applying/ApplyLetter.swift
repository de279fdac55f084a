import AccountsModel
import AudienceModel
import Essentials

/// What the applying thread is told.
enum ApplyLetter: Sendable {
    /// A call became durable in the log.
    case accepted(AcceptedCall)
    /// A project is to be loaded, as somebody wants to read it.
    case opened(ProjectAudience)
    /// Entries were read from the log, in its order: of an earlier process, or of another one.
    case found([FoundEntry])
    /// Events were read that may be known already; nil when that failed.
    case surveyed(ProjectID, [EventRecord]?)
    /// A plan was stored, or not.
    case stored(ProjectID, ServiceError?)
    /// A project's memory was filled, or not.
    case loaded(ProjectID, ServiceError?)
    /// The rules changed: the memory must be filled anew.
    case stale(ProjectID)
    /// Apply what is there, then end.
    case stop
}

/// A call that is durable and waits to be applied.
struct AcceptedCall: Sendable {
    let planned: PlannedEntry
    let audience: ProjectAudience
    /// What is called when it is applied; nil when nobody waits.
    let applied: (@Sendable () -> Void)?
}

/// An entry that was read from the log, with the audience that it belongs to.
struct FoundEntry: Sendable {
    let entry: IngestEntry
    let audience: ProjectAudience
}
