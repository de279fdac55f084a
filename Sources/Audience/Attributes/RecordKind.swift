/// What data sources send and searches return.
public enum RecordKind: String, Sendable, CaseIterable {
    /// People, with their attributes.
    case contacts
    /// What contacts did, with parameters.
    case events
}
