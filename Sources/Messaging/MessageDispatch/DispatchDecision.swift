public import Essentials

/// A carrier's answer to a hand-off.
public enum HandOffAnswer: Hashable, Sendable {
    /// Taken.
    case accepted
    /// Too fast: the carrier is slowed down, and the message's attempt does not count.
    case throttled
    /// Not taken for a passing reason: another carrier is tried, or the same one later.
    case temporaryFailure
    /// Refused for good.
    case rejected
    /// Taken or not, nobody knows.
    case inDoubt
    /// Never left us, because the hand-off could not be recorded; the attempt does not count.
    case notSubmitted
}

/// What becomes of a message after its carrier answered.
///
/// After ``retry(at:after:)`` it waits in the dispatcher; after all others it is gone from there.
public enum DispatchDecision<CarrierName: Hashable & Sendable>: Hashable, Sendable {
    /// The carrier has it.
    case accepted(by: CarrierName)
    /// Waits until the moment for another hand-off, to whichever carrier is next.
    case retry(at: Timestamp, after: CarrierName)
    /// The carrier refused it for good.
    case rejected(by: CarrierName)
    /// Parked: only a receipt or the operator can resolve it.
    case inDoubt(at: CarrierName)
    /// The last attempt failed.
    case exhausted(last: CarrierName)
    /// Would be tried again, but its time ran out.
    case expired
    /// Answers no hand-off; nothing happened.
    case unexpected
}
