import Collections
import Essentials

/// Decides which computation begins, and which of those that have begun runs.
///
/// Pure: the time is passed in, and jobs are numbers. One computation of an organization has begun
/// at a time. Those that have begun run in turns, and the next turn is that of the organization
/// which has used least lately: so one that asks seldom waits for one slice, however much others
/// ask.
struct WorkSchedule {
    typealias Job = Int

    let limits: WorkLimits
    private var waiting: FairQueue<Int64, Job>
    private var owners: [Job: WorkOwner] = [:]
    private var countByOrganization: [Int64: Int] = [:]
    private var countByToken: [ObjectID: Int] = [:]
    private var organizations: WorkAccounts<Int64>
    private var tokens: WorkAccounts<ObjectID>
    /// The organizations of which a computation has begun.
    private var begun: Set<Int64> = []
    /// The computations that have begun and wait for their turn, in order.
    private var paused: [Job] = []
    private var runningCount = 0
    private var last = 0

    init(_ limits: WorkLimits) {
        self.limits = limits
        waiting = FairQueue(
            capacity: limits.waiting,
            capacityPerKey: max(limits.waiting, limits.perOrganization)
        )
        let credit = limits.credit.seconds
        organizations = WorkAccounts(most: credit, perSecond: limits.creditPerSecond)
        tokens = WorkAccounts(most: credit / 2, perSecond: limits.creditPerSecond / 2)
    }

    /// The computations that wait to begin.
    var waitingCount: Int { waiting.count }
    /// The computations that have begun.
    var begunCount: Int { begun.count }

    /// Takes a computation; one that continues earlier work is not refused for its owner's sake.
    mutating func submit(
        _ owner: WorkOwner,
        continuing: Bool,
        at now: Double
    ) throws(WorkRefusal) -> Job {
        let organization = owner.organization
        if !continuing {
            let count = countByOrganization[organization, default: 0]
            guard count < limits.perOrganization else { throw .tooMany(limits.perOrganization) }
            if let token = owner.token, countByToken[token, default: 0] >= limits.perToken {
                throw .tooMany(limits.perToken)
            }
            let wait = max(
                organizations.wait(organization, at: now),
                owner.token.map { tokens.wait($0, at: now) } ?? 0
            )
            guard wait == 0 else { throw .exhausted(retryAfter: .seconds(wait)) }
        }
        last += 1
        guard waiting.append(last, for: organization) else { throw .full(limits.waiting) }
        owners[last] = owner
        countByOrganization[organization, default: 0] += 1
        if let token = owner.token { countByToken[token, default: 0] += 1 }
        return last
    }

    /// The next computation to begin; nil if none may.
    mutating func begin() -> Job? {
        guard begun.count < limits.begun else { return nil }
        guard let next = waiting.popFirst(where: { !begun.contains($0) }) else { return nil }
        begun.insert(next.key)
        return next.element
    }

    /// Whether a computation that has begun may run at once; otherwise it is paused.
    mutating func enter(_ job: Job) -> Bool {
        guard runningCount < limits.running, paused.isEmpty else {
            paused.append(job)
            return false
        }
        runningCount += 1
        return true
    }

    /// Counts what a running computation used, and returns who runs instead of it, if anybody.
    mutating func pause(_ job: Job, used seconds: Double, at now: Double) -> Job? {
        use(seconds, job, at: now)
        guard let own = owners[job], let next = nextPaused(at: now) else { return nil }
        let ownUse = organizations.used(own.organization, at: now)
        guard used(paused[next], at: now) <= ownUse else { return nil }
        let resumed = paused.remove(at: next)
        paused.append(job)
        return resumed
    }

    /// Ends a running computation, and returns who runs next, if anybody.
    mutating func end(_ job: Job, used seconds: Double, at now: Double) -> Job? {
        use(seconds, job, at: now)
        forget(job)
        guard let next = nextPaused(at: now) else {
            runningCount -= 1
            return nil
        }
        return paused.remove(at: next)
    }

    /// Ends a computation that has begun and did not run.
    mutating func drop(_ job: Job) { forget(job) }

    private mutating func forget(_ job: Job) {
        guard let owner = owners.removeValue(forKey: job) else { return }
        begun.remove(owner.organization)
        countByOrganization.subtractOne(owner.organization)
        if let token = owner.token { countByToken.subtractOne(token) }
    }

    private mutating func use(_ seconds: Double, _ job: Job, at now: Double) {
        guard let owner = owners[job] else { return }
        organizations.use(seconds, of: owner.organization, at: now)
        if let token = owner.token { tokens.use(seconds, of: token, at: now) }
    }

    private func used(_ job: Job, at now: Double) -> Double {
        owners[job].map { organizations.used($0.organization, at: now) } ?? 0
    }

    /// The position of the paused computation whose owner has used least.
    private func nextPaused(at now: Double) -> Int? {
        paused.indices.min { used(paused[$0], at: now) < used(paused[$1], at: now) }
    }
}

extension [Int64: Int] {
    fileprivate mutating func subtractOne(_ key: Int64) {
        let left = self[key, default: 1] - 1
        self[key] = left > 0 ? left : nil
    }
}

extension [ObjectID: Int] {
    fileprivate mutating func subtractOne(_ key: ObjectID) {
        let left = self[key, default: 1] - 1
        self[key] = left > 0 ? left : nil
    }
}

extension Duration {
    var seconds: Double { Double(wholeMicroseconds) / 1_000_000 }
}
