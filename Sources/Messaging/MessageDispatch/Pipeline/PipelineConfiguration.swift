import Essentials
import MessagingModel

/// Sizes and policies of the pipeline.
public struct PipelineConfiguration: Sendable {
    /// What happens to a hand-off that stays in doubt.
    public enum InDoubtPolicy: String, Sendable, CaseIterable {
        /// The message ends as `unknown`; it is never sent twice.
        case unknown
        /// The message is handed off again; it may arrive twice.
        case resend

        func change(for doubt: InDoubtHandOff, at now: Timestamp) -> PipelineChange {
            switch self {
            case .unknown:
                .finish(
                    .init(
                        doubt.key,
                        status: .unknown,
                        code: .other,
                        carrierCode: nil,
                        refund: false,
                        at: now
                    )
                )
            case .resend: .retry(.init(doubt.key, attempts: doubt.attempt, dueAt: now))
            }
        }
    }

    /// The most messages in memory, waiting for a carrier or with one; the rest stays in the store.
    public var capacity = 20_000
    /// The most messages handed off in one transaction.
    public var handOffBatch = 1000
    /// The most batches in the store at once; more would only queue there.
    public var maximumBatchesInStore = 16
    /// How often to look for messages that are due.
    public var findDueInterval = Duration.seconds(1)
    /// The most messages of one kind to find at once.
    public var findDueLimit = 1000
    /// How often to remove from the store what is no longer needed.
    public var tidyInterval = Duration.seconds(60)
    /// How long a hand-off may stay in doubt before the policy decides.
    public var inDoubtPatience = Duration.seconds(600)
    /// What happens then.
    public var inDoubtPolicy = InDoubtPolicy.unknown
    /// The pause before a batch that the store refused is written again.
    public var storeRetryPause = Duration.milliseconds(250)
    /// Under load, how long to gather events for one turn: a wake-up for each would cost more than
    /// the work (docs/explanation/performance.md).
    public var gatheringPause = Duration.microseconds(700)
    /// Words that revoke consent, as the whole text of an inbound message.
    public var stopKeywords: Set<String> = [
        "STOP", "BAJA", "UNSUBSCRIBE", "CANCEL", "END", "QUIT",
    ]
    /// The seed of the jitter of retries.
    public var seed: UInt64 = 0

    /// Creates the standard configuration.
    public init() {}

    /// The status of an inbound message: `stop` if all of it is a stop keyword, else `inbound`.
    func status(ofInbound text: String) -> String {
        let word = text.uppercased().trimming { $0.isWhitespace || $0.isPunctuation }
        return stopKeywords.contains(word) ? "stop" : "inbound"
    }
}

extension String {
    fileprivate func trimming(_ isTrimmed: (Character) -> Bool) -> String {
        var rest = Substring(self)
        while let first = rest.first, isTrimmed(first) { rest.removeFirst() }
        while let last = rest.last, isTrimmed(last) { rest.removeLast() }
        return String(rest)
    }
}
