public import Essentials

/// Decides which waiting message goes to which carrier when; it never does so itself.
///
/// A pure machine: events and the time in, actions out. Its owner records every ``HandOff`` durably
/// before acting on it, and answers each with ``answered(_:attempt:with:at:)`` exactly once.
///
/// - A key is never handed off twice without an answer in between.
/// - No carrier has more unanswered hand-offs than its window, nor more a second than its rate.
/// - Projects take turns, so a project with a backlog does not hold up another.
/// - Nothing is lost: an entry waits, is handed off, or leaves with a word for why.
///
/// A hand-off costs about half a microsecond from ``enqueue(_:at:)`` to the answer.
public struct Dispatcher<
    Key: Hashable & Sendable & Comparable,
    CarrierName: Hashable & Sendable
>: Sendable {
    @usableFromInline var engine: DispatchEngine
    @usableFromInline var slots: [Key: Int32] = [:]
    @usableFromInline var keys: [Key] = []
    @usableFromInline var carriers = CarrierDirectory<CarrierName>()
    private var rules: [RoutingRule<CarrierName>] = []

    /// Creates an empty dispatcher; the seed decides the jitter.
    public init(policy: DispatchPolicy = DispatchPolicy(), seed: UInt64) {
        engine = DispatchEngine(policy: policy, seed: seed)
    }

    /// How many more entries there is room for.
    @inlinable public var room: Int { max(0, engine.policy.capacity - slots.count) }

    /// How many entries wait or are handed off without an answer.
    @inlinable public var count: Int { slots.count }

    /// Whether the key waits or is handed off.
    @inlinable
    public func contains(_ key: Key) -> Bool { slots[key] != nil }

    // MARK: Entries

    /// Takes in an entry, and says whether it could.
    @inlinable
    public mutating func enqueue(
        _ entry: DispatchEntry<Key, CarrierName>,
        at now: Timestamp
    ) -> Admission {
        guard room > 0 else { return .full }
        guard slots[entry.key] == nil else { return .duplicate }
        var forced: UInt8?
        if let name = entry.forcedCarrier {
            guard let index = registered(name) else { return .unknownCarrier }
            forced = index
        }
        let slot = engine.enqueue(
            WaitingEntry(
                destination: entry.destination,
                country: CountryKey(entry.country),
                sender: entry.sender,
                project: entry.project,
                attempts: entry.attempts,
                dueAt: entry.dueAt,
                expiresAt: entry.expiresAt,
                forcedCarrier: forced
            ),
            at: now
        )
        slots[entry.key] = slot
        if Int(slot) == keys.count { keys.append(entry.key) } else { keys[Int(slot)] = entry.key }
        return .accepted
    }

    /// What is to be done now, with at most the given number of hand-offs.
    @inlinable
    public mutating func next(
        at now: Timestamp,
        limit: Int = 1000
    ) -> DispatchTurn<Key, CarrierName> {
        let turn = engine.next(at: now, limit: limit)
        var handOffs: [HandOff<Key, CarrierName>] = []
        handOffs.reserveCapacity(turn.handOffs.count)
        for handOff in turn.handOffs {
            handOffs.append(
                HandOff(
                    key: keys[Int(handOff.slot)],
                    carrier: carriers[handOff.carrier],
                    attempt: handOff.attempt
                )
            )
        }
        return DispatchTurn(
            handOffs: handOffs,
            expired: removeAll(turn.expired),
            unroutable: removeAll(turn.unroutable),
            wakeAt: turn.wakeAt
        )
    }

    /// Takes a carrier's answer to a hand-off, and says what becomes of the entry.
    @inlinable
    public mutating func answered(
        _ key: Key,
        attempt: Int,
        with answer: HandOffAnswer,
        at now: Timestamp
    ) -> DispatchDecision<CarrierName> {
        guard let slot = slots[key],
            let decision = engine.answered(slot, attempt: attempt, with: answer, at: now)
        else { return .unexpected }
        let carrier = carriers[decision.carrier]
        if decision.kind != .retry { slots[key] = nil }
        return switch decision.kind {
        case .accepted: .accepted(by: carrier)
        case .retry: .retry(at: decision.at, after: carrier)
        case .rejected: .rejected(by: carrier)
        case .inDoubt: .inDoubt(at: carrier)
        case .exhausted: .exhausted(last: carrier)
        case .expired: .expired
        }
    }

    /// Drops a waiting entry, as when its message is cancelled; one that is handed off stays.
    @inlinable
    public mutating func forget(_ key: Key) -> Withdrawal {
        guard let slot = slots[key] else { return .absent }
        guard engine.forget(slot) else { return .handedOff }
        slots[key] = nil
        return .forgotten
    }

    @inlinable
    mutating func removeAll(_ gone: [Int32]) -> [Key] {
        guard !gone.isEmpty else { return [] }
        var removed: [Key] = []
        removed.reserveCapacity(gone.count)
        for slot in gone {
            let key = keys[Int(slot)]
            slots[key] = nil
            removed.append(key)
        }
        return removed
    }

    // MARK: Carriers and routes

    /// Puts the rules in force and routes all that waits anew; the same rules change nothing.
    public mutating func setRules(
        _ newRules: [RoutingRule<CarrierName>]
    ) throws(DispatchError) {
        guard newRules != rules else { return }
        guard newRules.count <= DispatchError.mostRules else {
            throw .tooManyRules(newRules.count)
        }
        var indexed: [IndexedRule] = []
        for rule in newRules {
            guard let index = registered(rule.carrier) else { throw .tooManyCarriers }
            indexed.append(try IndexedRule(rule, carrier: index))
        }
        rules = newRules
        engine.setRules(indexed)
    }

    /// Sets a carrier's limits, also while it works.
    public mutating func setLimits(
        _ limits: CarrierLimits,
        for carrier: CarrierName,
        at now: Timestamp
    ) throws(DispatchError) {
        guard let index = registered(carrier) else { throw .tooManyCarriers }
        engine.gates[Int(index)].set(limits, at: now)
    }

    /// Says whether a carrier can take messages; none can until this was said.
    public mutating func setLink(
        of carrier: CarrierName,
        isUp: Bool
    ) throws(DispatchError) {
        guard let index = registered(carrier) else { throw .tooManyCarriers }
        engine.gates[Int(index)].isUp = isUp
    }

    /// Forgets a carrier that no rule names any more, so that its place can be another's.
    ///
    /// What it was handed may still be answered; its place stays its own until then.
    public mutating func forget(carrier name: CarrierName) {
        guard let index = carriers.index(of: name), !rules.contains(where: { $0.carrier == name })
        else { return }
        engine.gates[Int(index)].isUp = false
        carriers.remove(name)
    }

    /// Figures of every carrier that was named and not forgotten, in order of naming.
    public func statistics() -> [CarrierStatistics<CarrierName>] {
        let queued = engine.queuedByCarrier()
        return engine.gates.indices.compactMap { index in
            guard carriers.isTaken(UInt8(index)) else { return nil }
            let gate = engine.gates[index]
            return CarrierStatistics(
                carrier: carriers[UInt8(index)],
                isUp: gate.isUp,
                isPaused: gate.limits.isPaused,
                inFlight: gate.inFlight,
                queued: queued[index],
                handedOff: gate.handedOff,
                throttled: gate.throttled,
                failed: gate.failed
            )
        }
    }

    /// Entries that wait for their time, hence for no carrier yet.
    public var delayedCount: Int { engine.delayedCount }

    @usableFromInline
    mutating func registered(_ name: CarrierName) -> UInt8? {
        if let known = carriers.index(of: name) { return known }
        let registration = carriers.register(name) { [engine] in !engine.isInUse($0) }
        guard let (index, isNew) = registration else { return nil }
        if isNew {
            let gate = CarrierGate(policy: engine.policy)
            if Int(index) == engine.gates.count {
                engine.gates.append(gate)
            } else {
                engine.gates[Int(index)] = gate
            }
        }
        return index
    }
}
