/// What went wrong, in words of the domain; every border maps it to its own statuses once.
public enum ServiceError: Error, Sendable, Equatable {
    /// The thing does not exist, or this caller may not see it.
    case notFound(String)
    /// Input that breaks a rule, field by field.
    case invalid([FieldError])
    /// The caller may see the thing, and may not do that with it.
    case forbidden(String)
    /// The organization can pay for nothing more.
    case noFunds
    /// The request contradicts the state of things, as a second use of a name.
    case conflict(String)
    /// The store cannot take anything now: full disk, lock, lost connection. Nothing was done.
    case unavailable(String)
    /// A bound was reached; nothing was done and a retry may succeed.
    case overloaded(String)
    /// A fault of ours; the text is for the log and never for the caller.
    case internalFault(String)
}

/// One rule that one field of the input breaks.
public struct FieldError: Error, Sendable, Hashable {
    /// The field's name on the wire, as `to`.
    public let field: String
    /// What to change, as a sentence for the caller.
    public let message: String

    /// Creates an error.
    public init(_ field: String, _ message: String) {
        self.field = field
        self.message = message
    }
}
