/// The projects that a node works for.
public enum ProjectShare: Sendable {
    /// All of them: a node that has the store for itself.
    case all
}
