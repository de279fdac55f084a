import AudienceModel
import Identity

/// What a batch of the log comes to: for the store, and for memory.
struct ChangePlan: Sendable {
    var changes: AudienceChanges
    var edits: [ContactEdit] = []
    var events: [NewEvent] = []
    /// Numbers of contacts that are new.
    var created: [UInt32] = []
    /// Ids that lead nowhere any more.
    var forgotten: [AudienceID] = []
    /// Identities that changed, or whose contacts did; known once memory has applied the plan.
    var touched: [MergedIdentity] = []
    var figures = AppliedFigures()
    /// Contacts that could not be read; what was meant for them is in the quarantine.
    var unreadable: [UnreadableContact] = []

    /// An event that memory must know.
    struct NewEvent: Sendable {
        let number: UInt32
        let contact: UInt32
        let record: EventRecord
        let parameters: [LogItem.Parameter]
    }
}
