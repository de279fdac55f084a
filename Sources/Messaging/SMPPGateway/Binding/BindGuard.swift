import Essentials

/// Slows down and locks out who binds with wrong names or passwords: pure, with the time passed in.
///
/// Failures are counted for the address and for the system id. The answer to failure `n` of either
/// waits `firstDelay × 2^(n−1)`, at most `longestDelay`; after `failuresToLock` in a row binds are
/// refused unseen for `lockout`. A count is forgotten after `memory` without a failure, and a good
/// bind clears that of its address. The lock of a system id does not keep out addresses from which
/// it bound well before, so that a stranger cannot lock a customer out.
///
/// | failure | 1 | 2 | 3 | 4 | 5 … 9 | 10 |
/// | --- | --- | --- | --- | --- | --- | --- |
/// | answer after | 0.5 s | 1 s | 2 s | 4 s | 4 s | 4 s, then locked for 60 s |
struct BindGuard {
    /// The numbers.
    struct Policy: Sendable, Hashable {
        var firstDelay = Duration.milliseconds(500)
        var longestDelay = Duration.seconds(4)
        var failuresToLock = 10
        var lockout = Duration.seconds(60)
        var memory = Duration.seconds(600)
        /// Names and addresses remembered at most.
        var capacity = 20_000
    }

    fileprivate struct Record {
        var failures = 0
        var lastAt: Timestamp
        var lockedUntil: Timestamp?
    }

    private struct Acquaintance: Hashable {
        let systemID: String
        let address: String
    }

    private let policy: Policy
    private var addresses: [String: Record] = [:]
    private var names: [String: Record] = [:]
    private var acquaintances: [Acquaintance: Timestamp] = [:]

    init(_ policy: Policy = Policy()) { self.policy = policy }

    /// Whether a bind is to be refused without looking at its password.
    func isLocked(_ systemID: String, from address: String, at now: Timestamp) -> Bool {
        if addresses[address].isLocked(at: now) { return true }
        guard names[systemID].isLocked(at: now) else { return false }
        let known = acquaintances[Acquaintance(systemID: systemID, address: address)]
        return known == nil
    }

    /// Counts a bad bind; says how long its answer waits, and whether it was the last allowed.
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

    /// Takes note of a good bind.
    mutating func succeeded(_ systemID: String, from address: String, at now: Timestamp) {
        makeRoom(at: now)
        addresses[address] = nil
        acquaintances[Acquaintance(systemID: systemID, address: address)] = now
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

    /// Forgets what is old, and everything when that is not enough.
    private mutating func makeRoom(at now: Timestamp) {
        let memory = policy.memory
        func trim<Key>(_ records: inout [Key: Record]) {
            guard records.count >= policy.capacity else { return }
            records = records.filter { now - $0.value.lastAt <= memory }
            if records.count >= policy.capacity { records = [:] }
        }
        trim(&addresses)
        trim(&names)
        if acquaintances.count >= policy.capacity { acquaintances = [:] }
    }
}

extension BindGuard.Record? {
    fileprivate func isLocked(at now: Timestamp) -> Bool {
        self?.lockedUntil.map { now < $0 } ?? false
    }
}
