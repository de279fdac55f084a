/// The kinds of fault that a simulated world has.
public enum Fault: String, Hashable, Sendable, CaseIterable {
    /// The process dies; the transaction that waited for its commit is lost.
    case crashBeforeCommit = "crash before commit"
    /// The process dies; the transaction is durable, and nobody was told.
    case crashAfterCommit = "crash after commit"
    /// The store refuses writes for a while.
    case fullDisk = "full disk"
    /// A carrier's answer never comes.
    case lostAnswer = "lost answer"
    /// A carrier's answer comes seconds later.
    case lateAnswer = "late answer"
    /// A carrier answers twice.
    case doubledAnswer = "doubled answer"
    /// A submission never reaches its carrier.
    case lostSubmission = "lost submission"
    /// A carrier throttles a submission.
    case throttledSubmission = "throttled"
    /// A carrier fails a submission for now.
    case temporaryFailure = "temporary failure"
    /// A carrier's link is down for a while.
    case carrierDown = "carrier down"
    /// A receipt never comes.
    case lostReceipt = "lost receipt"
    /// A receipt comes minutes later.
    case lateReceipt = "late receipt"
    /// A receipt comes twice.
    case doubledReceipt = "doubled receipt"
    /// A receipt comes before the answer to its submission.
    case earlyReceipt = "early receipt"
    /// A final receipt comes before an intermediate one.
    case reorderedReceipts = "reordered receipts"
    /// A webhook endpoint answers after the time limit.
    case slowEndpoint = "slow endpoint"
    /// A webhook endpoint refuses everything for a while.
    case deadEndpoint = "dead endpoint"
    /// A webhook endpoint takes a call, and its answer is lost.
    case lostWebhookAnswer = "lost webhook answer"
}

/// The transactions that a node waits for.
public enum DurableStep: String, Hashable, Sendable, CaseIterable {
    /// A call's messages, with their charge.
    case accept
    /// A message is cancelled and refunded.
    case cancel
    /// A scheduled message goes to the outbox.
    case release
    /// A message is handed off.
    case handOff = "hand-off"
    /// A carrier's answer.
    case answer
    /// A delivery receipt.
    case receipt
    /// A message ends without a carrier's word: expired, or by the policy for doubts.
    case ending
    /// What became of notifications.
    case outcome
    /// A call of the Ingest API.
    case ingest
    /// An entry of the ingest log is applied.
    case apply
}
