/// A fault of ours, brought in to prove that the simulation finds it.
public enum Mutation: String, Hashable, Sendable, CaseIterable {
    /// A call is answered before its messages are durable.
    case acknowledgeBeforeCommit = "acknowledge-before-commit"
    /// Hand-offs without an answer go back to the outbox at start, not in doubt.
    case forgetInDoubt = "forget-in-doubt"
    /// The store applies a receipt twice.
    case applyReceiptTwice = "apply-receipt-twice"
    /// The pipeline's deadlines are dropped.
    case dropDeadline = "drop-deadline"
    /// A refund is paid twice.
    case refundTwice = "refund-twice"
    /// The outcome of a webhook call is lost.
    case loseWebhookOutcome = "lose-webhook-outcome"
    /// A row of the ingest log is applied twice.
    case applyLogRowTwice = "apply-log-row-twice"
    /// The node's time follows every jump of the machine's clock at once.
    case followEveryJump = "follow-every-jump"
    /// The deadlines in memory stay where they are when the time follows a jump.
    case keepDeadlines = "keep-deadlines"
}
