/// The kinds of fault that a simulated world has.
public enum Fault: Int, Sendable, CaseIterable {
    /// The process dies; the transaction that waited for its commit is lost.
    case crashBeforeCommit
    /// The process dies; the transaction is durable, and nobody was told.
    case crashAfterCommit
    /// The store refuses writes for a while.
    case fullDisk
    /// A carrier's answer never comes.
    case lostAnswer
    /// A carrier's answer comes seconds later.
    case lateAnswer
    /// A carrier answers twice.
    case doubledAnswer
    /// A submission never reaches its carrier.
    case lostSubmission
    /// A carrier throttles a submission.
    case throttledSubmission
    /// A carrier fails a submission for now.
    case temporaryFailure
    /// A carrier's link is down for a while.
    case carrierDown
    /// A receipt never comes.
    case lostReceipt
    /// A receipt comes minutes later.
    case lateReceipt
    /// A receipt comes twice.
    case doubledReceipt
    /// A receipt comes before the answer to its submission.
    case earlyReceipt
    /// A final receipt comes before an intermediate one.
    case reorderedReceipts
    /// A webhook endpoint answers after the time limit.
    case slowEndpoint
    /// A webhook endpoint refuses everything for a while.
    case deadEndpoint
    /// A webhook endpoint takes a call, and its answer is lost.
    case lostWebhookAnswer
    /// The machine's clock is three days ahead for seconds.
    case clockAhead
    /// The machine's clock is an hour back for seconds.
    case clockBack
    /// The machine's clock is set, and stays so.
    case clockSet
}

/// The transactions that a node waits for.
public enum DurableStep: Int, Sendable, CaseIterable {
    /// A call's messages, with their charge.
    case accept
    /// A message is cancelled and refunded.
    case cancel
    /// A scheduled message goes to the outbox.
    case release
    /// A message is handed off.
    case handOff
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
