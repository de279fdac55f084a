import Essentials

/// Slows down and locks out clients that bind with wrong names or passwords.
///
/// It is pure: the time is passed in. Failures are counted for the address and for the system id.
/// The answer to failure `n` of either is delayed by `firstDelay × 2^(n−1)`, at most
/// `longestDelay`; after `failuresToLock` in a row, binds are refused for `lockout` without a look
/// at the password. A password that is being checked counts as a failure until the result is
/// known, so that many binds at once get no more guesses than one after the other. A count is
/// forgotten after `memory` without a failure, and a successful bind clears that of its address.
/// The lock of a system id does not apply to addresses from which it bound before, so a stranger
/// cannot lock a customer out.
///
/// | failure | 1 | 2 | 3 | 4 | 5 … 9 | 10 |
/// | --- | --- | --- | --- | --- | --- | --- |
/// | answer after | 0.5 s | 1 s | 2 s | 4 s | 4 s | 4 s, then locked for 60 s |
struct BindGuard {
    /// The limits.
    struct Policy: Sendable, Hashable {
        var firstDelay = Duration.milliseconds(500)
        var longestDelay = Duration.seconds(4)
        var failuresToLock = 10
        var lockout = Duration.seconds(60)
        var memory = Duration.seconds(600)
        /// The most names and addresses remembered.
        var capacity = 20_000
    }

    fileprivate struct Record {
        var failures = 0
        /// Passwords that are being checked.
        var checking = 0
        var lastAt: Timestamp
        var lockedUntil: Timestamp?
    }

    private struct KnownPeer: Hashable {
        let systemID: String
        let address: String
    }

    private let policy: Policy
    private var addresses: [String: Record] = [:]
    private var names: [String: Record] = [:]
    private var knownPeers: [KnownPeer: Timestamp] = [:]

    init(_ policy: Policy = Policy()) { self.policy = policy }

    /// Whether a bind is refused without a look at its password.
    func isLocked(_ systemID: String, from address: String, at now: Timestamp) -> Bool {
        if addresses[address].isLocked(at: now, policy) { return true }
        guard names[systemID].isLocked(at: now, policy) else { return false }
        let known = knownPeers[KnownPeer(systemID: systemID, address: address)]
        return known == nil
    }

    /// Whether the password of a bind may be checked now; if so, it counts as a failure until
    /// ``failed(_:from:at:)``, ``succeeded(_:from:at:)`` or ``undecided(_:from:)``.
    mutating func begins(_ systemID: String, from address: String, at now: Timestamp) -> Bool {
        guard !isLocked(systemID, from: address, at: now) else { return false }
        makeRoom(at: now)
        let isKnown = knownPeers[KnownPeer(systemID: systemID, address: address)] != nil
        guard addresses[address].hasGuess(policy, at: now),
            isKnown || names[systemID].hasGuess(policy, at: now)
        else { return false }
        addresses[address, default: Record(lastAt: now)].checking += 1
        names[systemID, default: Record(lastAt: now)].checking += 1
        return true
    }

    /// The password was not checked after all.
    mutating func undecided(_ systemID: String, from address: String) {
        addresses[address].endCheck()
        names[systemID].endCheck()
    }

    /// Counts a failed bind; returns the delay of its answer, and whether it caused a lock.
    mutating func failed(
        _ systemID: String,
        from address: String,
        at now: Timestamp
    ) -> (delay: Duration, locks: Bool) {
        undecided(systemID, from: address)
        makeRoom(at: now)
        let first = count(&addresses[address], at: now)
        let second = count(&names[systemID], at: now)
        let failures = max(first.failures, second.failures)
        let delay = min(policy.firstDelay * (1 << min(failures - 1, 10)), policy.longestDelay)
        return (delay, first.locks || second.locks)
    }

    /// Records a successful bind.
    mutating func succeeded(_ systemID: String, from address: String, at now: Timestamp) {
        undecided(systemID, from: address)
        makeRoom(at: now)
        addresses[address]?.forget(at: now)
        if addresses[address]?.checking == 0 { addresses[address] = nil }
        knownPeers[KnownPeer(systemID: systemID, address: address)] = now
    }

    private func count(
        _ record: inout Record?,
        at now: Timestamp
    ) -> (failures: Int, locks: Bool) {
        var counted = record ?? Record(lastAt: now)
        if counted.isOver(policy, at: now) { counted.forget(at: now) }
        counted.failures += 1
        counted.lastAt = now
        let locks = counted.failures == policy.failuresToLock
        if locks { counted.lockedUntil = now + policy.lockout }
        record = counted
        return (counted.failures, locks)
    }

    /// Forgets old records, or all of them when that is not enough.
    private mutating func makeRoom(at now: Timestamp) {
        let memory = policy.memory
        func trim<Key>(_ records: inout [Key: Record]) {
            guard records.count >= policy.capacity else { return }
            records = records.filter { $0.value.checking > 0 || now - $0.value.lastAt <= memory }
            if records.count >= policy.capacity {
                records = records.filter { $0.value.checking > 0 }
            }
        }
        trim(&addresses)
        trim(&names)
        if knownPeers.count >= policy.capacity { knownPeers = [:] }
    }
}

extension BindGuard.Record {
    /// Whether its failures no longer count.
    fileprivate func isOver(_ policy: BindGuard.Policy, at now: Timestamp) -> Bool {
        now - lastAt > policy.memory || lockedUntil.map { $0 <= now } ?? false
    }

    fileprivate mutating func forget(at now: Timestamp) {
        self = BindGuard.Record(checking: checking, lastAt: now)
    }
}

extension BindGuard.Record? {
    /// Whether fewer failures are known, or may come, than lock.
    fileprivate func hasGuess(_ policy: BindGuard.Policy, at now: Timestamp) -> Bool {
        guard let self else { return true }
        let failures = self.isOver(policy, at: now) ? 0 : self.failures
        return failures + self.checking < policy.failuresToLock
    }

    fileprivate mutating func endCheck() {
        guard var record = self, record.checking > 0 else { return }
        record.checking -= 1
        self = record.checking == 0 && record.failures == 0 ? nil : record
    }

    /// A clock that was set back locks for no longer.
    fileprivate func isLocked(at now: Timestamp, _ policy: BindGuard.Policy) -> Bool {
        self?.lockedUntil.map { now < $0 && $0 <= now + policy.lockout } ?? false
    }
}
