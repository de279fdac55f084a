/// Why a service refused or failed; each API maps it to its own status codes.
public enum ServiceError: Error, Sendable, Equatable {
    /// The thing does not exist, or the caller may not see it.
    case notFound(String)
    /// The input breaks rules, listed by field.
    case invalid([FieldError])
    /// The caller may see the thing, but may not do this with it.
    case forbidden(String)
    /// The organization has no funds left.
    case noFunds
    /// The request conflicts with the current state, such as a name that is taken.
    case conflict(String)
    /// The store is unavailable: full disk, lock, lost connection. Nothing was done.
    case unavailable(String)
    /// The server is not set up for it; the text tells the caller what its operator must do.
    case notReady(String)
    /// A limit was reached; nothing was done and a retry may succeed.
    case overloaded(String)
    /// The caller has used what it may for now, and can go on after a while.
    case exhausted(String, retryAfter: Duration)
    /// The caller left, or the server stops; nothing was done, and nobody hears of it.
    case cancelled
    /// A bug or a broken invariant; the text is for the log, never for the caller.
    case internalFault(String)
}

/// A rule that a field of the input breaks.
public struct FieldError: Error, Sendable, Hashable {
    /// The field's name on the wire, such as `to`.
    public let field: String
    /// What to change, as a sentence for the caller.
    public let message: String

    /// Creates an error.
    public init(_ field: String, _ message: String) {
        self.field = field
        self.message = message
    }
}
