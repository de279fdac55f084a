public import Essentials
public import MessagingModel

/// Sizes and policies of the pipeline.
public struct PipelineConfiguration: Sendable {
    /// What happens to a hand-off that stays in doubt.
    public enum InDoubtPolicy: String, Sendable, CaseIterable {
        /// The message ends as `unknown`; it is never sent twice.
        case unknown
        /// The message is handed over again; it may arrive twice.
        case resend

        func change(for doubt: InDoubtHandOff, at moment: Timestamp) -> PipelineChange {
            switch self {
            case .unknown:
                .finish(
                    .init(
                        doubt.key,
                        status: .unknown,
                        code: .other,
                        carrierCode: nil,
                        refund: false,
                        at: moment
                    )
                )
            case .resend: .retry(.init(doubt.key, attempts: doubt.attempt, dueAt: moment))
            }
        }
    }

    /// Messages in memory, waiting for a carrier or with one; the rest stays in the store.
    public var capacity = 20_000
    /// Messages handed over in one transaction.
    public var handOffBatch = 1000
    /// Messages of one kind that housekeeping takes at once.
    public var housekeepingLimit = 1000
    /// How long a hand-off may stay in doubt before the policy decides.
    public var inDoubtPatience = Duration.seconds(600)
    /// What happens then.
    public var inDoubtPolicy = InDoubtPolicy.unknown
    /// The pause before a batch that the store refused is written again.
    public var storeRetryPause = Duration.milliseconds(250)
    /// How long a turn gathers events while they stream in; a wake-up for each would cost more than
    /// the work (docs/explanation/performance.md).
    public var gatheringPause = Duration.microseconds(700)
    /// Words that take a sender's permission away.
    public var stopKeywords: Set<String> = [
        "STOP", "BAJA", "UNSUBSCRIBE", "CANCEL", "END", "QUIT",
    ]
    /// Decides the jitter of retries.
    public var seed: UInt64 = 0

    /// Creates the standard configuration.
    public init() {}

    /// The word for an inbound message: `stop` when all of it is a stop keyword, else `inbound`.
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

/// Watches the pipeline; every call comes in batches and must be quick.
public protocol PipelineObserver: Sendable {
    /// Messages reached a status.
    func reached(_ status: MessageStatus, count: Int)
    /// An earlier process left hand-offs without an answer.
    func foundInDoubt(_ count: Int)
    /// The store refused a batch; it is written again.
    func storeFailed(_ error: ServiceError)
    /// A change can never be stored: a fault of ours.
    func gaveUp(_ change: PipelineChange)
    /// A carrier became able or unable to take messages.
    func changed(_ carrier: CarrierID, to state: CarrierState)
    /// This many routes are in force.
    func routed(_ routesCount: Int)
    /// These routes cannot be used and are left out.
    func skipped(_ routes: [InvalidRoute])
    /// The carrier is one more than ``CarrierSettings/mostCarriers`` and gets nothing.
    func refused(_ carrier: CarrierID)
    /// Statistics of the carriers, about once a second while something moves.
    func carriers(_ statistics: [CarrierStatistics])
}
