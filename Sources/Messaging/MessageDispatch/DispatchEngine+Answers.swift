public import Essentials

/// What becomes of a slot after its carrier answered.
@usableFromInline
struct EngineDecision: Sendable {
    @usableFromInline
    enum Kind: Sendable {
        case accepted, retry, rejected, inDoubt, exhausted, expired
    }

    @usableFromInline let kind: Kind
    @usableFromInline let carrier: UInt8
    /// When to try again.
    @usableFromInline let at: Timestamp
}

extension DispatchEngine {
    /// Takes an answer; nil when it answers no hand-off.
    ///
    /// After all but a retry the slot is free.
    @usableFromInline
    mutating func answered(
        _ slot: Int32,
        attempt: Int,
        with answer: HandOffAnswer,
        at time: Timestamp
    ) -> EngineDecision? {
        let now = advance(to: time)
        let state = slots[Int(slot)].state
        guard state == .handedOff, slots[Int(slot)].attempts + 1 == attempt else { return nil }
        let carrier = slots[Int(slot)].carrier
        gates[Int(carrier)].answered()
        switch answer {
        case .accepted:
            gates[Int(carrier)].accepted()
            return leave(slot, .accepted, carrier, at: now)
        case .rejected:
            gates[Int(carrier)].accepted()
            return leave(slot, .rejected, carrier, at: now)
        case .inDoubt:
            return leave(slot, .inDoubt, carrier, at: now)
        case .throttled:
            let moment = gates[Int(carrier)].slowDown(at: now, using: &generator)
            return retry(slot, at: moment, carrier, now: now)
        case .notSubmitted:
            let pause = policy.retry.delay(beforeRetry: 1, using: &generator)
            return retry(slot, at: now + pause, carrier, now: now)
        case .temporaryFailure:
            gates[Int(carrier)].failed += 1
            return failedOnce(slot, carrier, at: now)
        }
    }

    private mutating func failedOnce(
        _ slot: Int32,
        _ carrier: UInt8,
        at now: Timestamp
    ) -> EngineDecision {
        slots[Int(slot)].attempts += 1
        slots[Int(slot)].tried |= 1 << UInt64(carrier)
        let attempts = slots[Int(slot)].attempts
        guard attempts < policy.maximumAttempts else {
            return leave(slot, .exhausted, carrier, at: now)
        }
        let place = slots[Int(slot)]
        let lane = lane(for: place)
        let hasAnother = matcher.groups[lane].contains { candidate in
            place.tried & 1 << UInt64(candidate.carrier) == 0
                && gates[Int(candidate.carrier)].isAvailable
        }
        if hasAnother { return retry(slot, at: now, carrier, now: now) }
        slots[Int(slot)].tried = 0
        let pause = policy.retry.delay(beforeRetry: attempts, using: &generator)
        return retry(slot, at: now + pause, carrier, now: now)
    }

    private mutating func retry(
        _ slot: Int32,
        at moment: Timestamp,
        _ carrier: UInt8,
        now: Timestamp
    ) -> EngineDecision {
        guard slots[Int(slot)].entry.expiresAt > now else {
            return leave(slot, .expired, carrier, at: now)
        }
        wait(slot, until: moment, now: now)
        return EngineDecision(kind: .retry, carrier: carrier, at: moment)
    }

    private mutating func leave(
        _ slot: Int32,
        _ kind: EngineDecision.Kind,
        _ carrier: UInt8,
        at now: Timestamp
    ) -> EngineDecision {
        release(slot)
        return EngineDecision(kind: kind, carrier: carrier, at: now)
    }
}
