/// How one value is derived from those of the members.
///
/// Where a rule leaves several, the order of `priority` decides.
public enum ConsolidationRule: Hashable, Sendable {
    /// That of the data source with the highest priority, then the most recent.
    case priority
    /// The most recent.
    case mostRecent
    /// The oldest.
    case oldest
    /// All of them as one list without duplicates, at most `limit`, in order of priority.
    case union(limit: Int)
    /// True when one is true.
    case anyTrue
    /// False when one is false.
    case allTrue
    /// The greatest.
    case maximum
    /// The least.
    case minimum
}
