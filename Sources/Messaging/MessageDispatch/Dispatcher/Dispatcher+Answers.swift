public import Essentials
public import MessagingModel

extension Dispatcher {
    /// Handles a carrier's answer to a hand-off; returns what happens to the message.
    ///
    /// Without the number of a hand-off, the answer counts for the present one of this attempt.
    public mutating func answered(
        _ key: MessageKey,
        attempt: Int,
        handOff: Int? = nil,
        with outcome: SubmitResult.Outcome,
        at time: Timestamp
    ) -> DispatchDecision {
        let now = advance(to: time)
        guard let slot = index[key], slots[Int(slot)].state == .handedOff,
            slots[Int(slot)].attempts + 1 == attempt,
            handOff == nil || slots[Int(slot)].handOff == handOff
        else { return .unexpected }
        let number = slots[Int(slot)].carrier
        let carrier = carriers[number]
        gates[Int(number)].answered()
        switch outcome {
        case .accepted:
            gates[Int(number)].accepted()
            release(slot)
            return .accepted(by: carrier)
        case .rejected:
            gates[Int(number)].accepted()
            release(slot)
            return .rejected(by: carrier)
        case .inDoubt:
            release(slot)
            return .inDoubt(at: carrier)
        case .throttled:
            let moment = gates[Int(number)].slowDown(at: now, using: &generator)
            return retry(slot, at: moment, now: now)
        case .notSubmitted:
            let pause = policy.retry.delay(beforeRetry: 1, using: &generator)
            return retry(slot, at: now + pause, now: now)
        case .temporaryFailure:
            gates[Int(number)].failed += 1
            return failed(slot, at: now)
        }
    }

    /// Tries another carrier at once, or all of them again after a pause.
    private mutating func failed(_ slot: Int32, at now: Timestamp) -> DispatchDecision {
        let carrier = slots[Int(slot)].carrier
        slots[Int(slot)].attempts += 1
        slots[Int(slot)].tried |= 1 << UInt64(carrier)
        let attempts = slots[Int(slot)].attempts
        guard attempts < policy.maximumAttempts else {
            release(slot)
            return .exhausted(last: carriers[carrier])
        }
        let tried = slots[Int(slot)].tried
        let group = group(of: slot)
        let hasAnother = matcher.groups[group].contains { candidate in
            tried & 1 << UInt64(candidate.carrier) == 0
                && gates[Int(candidate.carrier)].isAvailable
        }
        if hasAnother { return retry(slot, at: now, now: now) }
        slots[Int(slot)].tried = 0
        let pause = policy.retry.delay(beforeRetry: attempts, using: &generator)
        return retry(slot, at: now + pause, now: now)
    }

    private mutating func retry(
        _ slot: Int32,
        at moment: Timestamp,
        now: Timestamp
    ) -> DispatchDecision {
        guard slots[Int(slot)].message.submission.expiresAt > now else {
            release(slot)
            return .expired
        }
        let carrier = carriers[slots[Int(slot)].carrier]
        wait(slot, until: moment, now: now)
        return .retry(at: moment, after: carrier)
    }
}

/// What happens to a message after its carrier answered.
///
/// After ``retry(at:after:)`` it waits in the dispatcher; otherwise it has left the dispatcher.
public enum DispatchDecision: Hashable, Sendable {
    /// The carrier accepted it.
    case accepted(by: CarrierID)
    /// It waits until then for another hand-off, to the next carrier.
    case retry(at: Timestamp, after: CarrierID)
    /// The carrier rejected it permanently.
    case rejected(by: CarrierID)
    /// Only a receipt or the operator's policy can resolve it.
    case inDoubt(at: CarrierID)
    /// The last attempt failed.
    case exhausted(last: CarrierID)
    /// It would be tried again, but has expired.
    case expired
    /// The answer matches no hand-off; nothing happened.
    case unexpected
}
