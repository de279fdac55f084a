/// What an operator changes of a project; nil leaves a value as it is.
public struct ProjectChange: Sendable {
    /// The new display name.
    public var name: String?
    /// The new description.
    public var details: String?
    /// The new language, such as `es-ES`.
    public var locale: String?
    /// The new time zone, by its IANA name.
    public var timeZone: String?

    /// Creates a request that changes nothing.
    public init() {}
}
