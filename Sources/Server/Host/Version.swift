/// The version of the program.
public enum Version {
    /// The version, as in the changelog.
    public static let text = "0.1.0-dev"
}
