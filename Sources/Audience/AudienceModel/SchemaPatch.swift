/// What to change in an attribute, event type or parameter; nil leaves a member as it is.
public struct SchemaPatch: Hashable, Sendable {
    /// The name that people see; empty for the uid.
    public var label: String?
    /// Its meaning.
    public var details: String?
    /// The name of the data type on the wire.
    public var dataType: String?
    /// The most values; above 1 the value is a list.
    public var mostValues: Int?
    /// Whether it is shown to people.
    public var isVisible: Bool?
    /// Whether what data sources send is recorded.
    public var isEnabled: Bool?
    /// Whether it is shown to people first.
    public var isImportant: Bool?
    /// Whether an event without the parameter is refused.
    public var isRequired: Bool?
    /// Whether a type may be chosen that some stored values cannot have; they are then no values
    /// until the type fits them again.
    public var isForced = false

    /// Creates a patch that changes nothing.
    public init() {}
}
