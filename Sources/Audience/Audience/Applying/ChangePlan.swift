import AudienceModel
import Identity

/// The changes that a batch of the log makes to the store and to memory.
struct ChangePlan: Sendable {
    var changes: AudienceChanges
    var edits: [ContactEdit] = []
    var events: [NewEvent] = []
    /// Events that are removed although their contacts stay.
    var droppedEvents: [EventRecord] = []
    /// How far a removal in steps has come; nil if it is done.
    var reached: Int64?
    /// The name under which nothing is stored any more.
    var removedName: CatalogueEntry.Key?
    /// The numbers of new contacts.
    var created: [UInt32] = []
    /// Ids that no longer resolve.
    var forgotten: [AudienceID] = []
    /// Identities that changed, or whose contacts did; known once memory has applied the plan.
    var touched: [MergedIdentity] = []
    var figures = AppliedFigures()
    /// Contacts that could not be read; changes to them are in the quarantine.
    var unreadable: [UnreadableContact] = []

    /// An event that memory must index.
    struct NewEvent: Sendable {
        let number: UInt32
        let contact: UInt32
        let record: EventRecord
        let parameters: [LogItem.Parameter]
    }
}
