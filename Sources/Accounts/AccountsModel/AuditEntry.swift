public import Essentials

/// One act of an operator, kept permanently.
public struct AuditEntry: Hashable, Sendable {
    /// The identifier.
    public let id: ObjectID
    /// When it happened.
    public let at: Timestamp
    /// Who did it, such as `cli:root` or a token's id.
    public let actor: String
    /// What was done, such as `token.revoke`.
    public let action: String
    /// What it was done to, such as a public identifier.
    public let subject: String
    /// Details without secrets, such as `name=Billing kind=api_sms`.
    public let details: String

    /// Creates the value.
    public init(
        id: ObjectID,
        at: Timestamp,
        actor: String,
        action: String,
        subject: String,
        details: String
    ) {
        self.id = id
        self.at = at
        self.actor = actor
        self.action = action
        self.subject = subject
        self.details = details
    }
}
