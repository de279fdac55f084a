/// How one value is derived from the members' values.
///
/// If a rule leaves several, the order of `priority` decides.
public enum ConsolidationRule: Hashable, Sendable {
    /// The value of the data source with the highest priority, then the most recent.
    case priority
    /// The most recent value.
    case mostRecent
    /// The oldest value.
    case oldest
    /// All values as one list without duplicates, at most `limit`, in order of priority.
    case union(limit: Int)
    /// True if any value is true.
    case anyTrue
    /// False if any value is false.
    case allTrue
    /// The largest value.
    case maximum
    /// The smallest value.
    case minimum
}
