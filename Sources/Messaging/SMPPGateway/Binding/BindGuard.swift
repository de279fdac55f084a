import Essentials

/// Slows down and locks out clients that bind with wrong names or passwords.
///
/// It is pure: the time is passed in. Failures are counted for the address and for the system id.
/// The answer to failure `n` of either is delayed by `firstDelay × 2^(n−1)`, at most
/// `longestDelay`; after `failuresToLock` in a row, binds are refused for `lockout` without a look
/// at the password. A count is forgotten after `memory` without a failure, and a successful bind
/// clears that of its address. The lock of a system id does not apply to addresses from which it
/// bound before, so a stranger cannot lock a customer out.
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

    /// Counts a failed bind; returns the delay of its answer, and whether it caused a lock.
    mutating func failed(
        _ systemID: String,
        from address: String,
        at now: Timestamp
    ) -> (delay: Duration, locks: Bool) {
        makeRoom(at: now)
        let first = count(&addresses[address], at: now)
        let second = count(&names[systemID], at: now)
        let failures = max(first.failures, second.failures)
        let delay = min(policy.firstDelay * (1 << min(failures - 1, 10)), policy.longestDelay)
        return (delay, first.locks || second.locks)
    }

    /// Records a successful bind.
    mutating func succeeded(_ systemID: String, from address: String, at now: Timestamp) {
        makeRoom(at: now)
        addresses[address] = nil
        knownPeers[KnownPeer(systemID: systemID, address: address)] = now
    }

    private func count(
        _ record: inout Record?,
        at now: Timestamp
    ) -> (failures: Int, locks: Bool) {
        var counted = record ?? Record(lastAt: now)
        if now - counted.lastAt > policy.memory { counted = Record(lastAt: now) }
        if let until = counted.lockedUntil, until <= now { counted = Record(lastAt: now) }
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
            records = records.filter { now - $0.value.lastAt <= memory }
            if records.count >= policy.capacity { records = [:] }
        }
        trim(&addresses)
        trim(&names)
        if knownPeers.count >= policy.capacity { knownPeers = [:] }
    }
}

extension BindGuard.Record? {
    /// A clock that was set back locks for no longer.
    fileprivate func isLocked(at now: Timestamp, _ policy: BindGuard.Policy) -> Bool {
        self?.lockedUntil.map { now < $0 && $0 <= now + policy.lockout } ?? false
    }
}
