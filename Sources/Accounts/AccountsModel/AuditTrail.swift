public import Essentials

/// Makes the audit entries of operators' acts, each with the time and an identifier of its own.
public struct AuditTrail: Sendable {
    private let clock: any Clock
    private let ids: IDSource

    /// Creates a trail.
    public init(clock: any Clock, ids: IDSource) {
        self.clock = clock
        self.ids = ids
    }

    /// An entry for an act of now; the details are written as `name=value name=value`.
    public func entry(
        _ action: String,
        of subject: String,
        by actor: String,
        _ details: [(String, String)] = []
    ) -> AuditEntry {
        AuditEntry(
            id: ids.next(),
            at: clock.now,
            actor: actor,
            action: action,
            subject: subject,
            details: details.map { "\($0.0)=\($0.1)" }.joined(separator: " ")
        )
    }
}
